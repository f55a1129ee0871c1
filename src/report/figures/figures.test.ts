import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exampleResult } from '../../../test/support/example-result.ts';
import {
  INVENTED_PROTOCOL,
  inventedTable2,
  inventTuned,
} from '../../../test/support/invented-results.ts';
import { resultPath, writeResult } from '../../results/store.ts';
import { reportedExperiment } from '../reported-experiment.ts';
import { type Figure, svgFile } from './figure.ts';
import { FIGURE_NAMES } from './figure-names.ts';
import { drawFigure, figureFiles, figureText } from './figures.ts';
import { type PlotArea, xOf, yOf } from './plot-area.ts';

const { folder, table2 } = inventedTable2();

/** The texts that a panel shows, in order. */
const textsOf = ({ panels }: Figure, panel = 0): string[] =>
  [...panels[panel]!.body.html.matchAll(/<text(?![^>]*display="none")[^>]*>([^<]+)</g)].map(
    ([, text]) => text!,
  );

const cellOf = (row: string, arm: string) =>
  table2.report.rows.find((one) => one.row === row)!.cells[arm]!;

describe('learning curves', () => {
  const figure = () => drawFigure('dev', table2)!;

  it('are a chart for each arm, with the rows that all is about in front', () => {
    expect(figure().panels).toHaveLength(2);
    expect(textsOf(figure())).toEqual(
      expect.arrayContaining(['warm-up', 'Adam', 'Adam without momentum', 'Adafactor']),
    );
    expect(textsOf(figure())).not.toContain('row means only');
    expect(figure().panels[0]!.body.html).toContain('data-row="D"');
  });

  it('go through the mean of the seeds, in the band that they span', () => {
    const [panel] = figure().panels;
    const area = JSON.parse(
      /data-area="([^"]*)"/.exec(panel!.body.html)![1]!.replaceAll('&quot;', '"'),
    ) as PlotArea;
    const group = /<g data-row="O".*?<text/.exec(panel!.body.html)![0];
    const runs = table2.runs.filter(
      ({ result: { cell } }) => cell!.row === 'O' && cell!.arm === 'warmup',
    );
    expect(runs).toHaveLength(3);
    const firsts = runs.map(({ result }) => result.dev[0]!);
    const mean = firsts.reduce((sum, { logPerplexity }) => sum + logPerplexity, 0) / 3;
    const [, x, y] = /class="line" d="M([\d.-]+),([\d.-]+)/.exec(group)!;
    expect(Number(x)).toBeCloseTo(xOf(firsts[0]!.step, area), 0);
    expect(Number(y)).toBeCloseTo(yOf(mean, area), 0);
    expect(group).toContain('class="band"');
  });

  it('end in a cross where a run broke down', () => {
    const group = /<g data-row="A".*?<text/.exec(figure().panels[1]!.body.html)![0];
    expect(group.match(/class="failed"/g)).toHaveLength(
      cellOf('A', 'none').runs.filter(({ diverged }) => diverged).length,
    );
  });
});

describe('a table as a picture', () => {
  it('has the paper beside ours, with the last score at each end', () => {
    const figure = drawFigure('arms', table2)!;
    expect(figure.panels).toHaveLength(2);
    expect(textsOf(figure)).toEqual(expect.arrayContaining(['The paper', 'Adafactor 25.5']));
    const ours = cellOf('O', 'none').score!.mean.toFixed(1);
    expect(textsOf(figure, 1)).toContain(`Adafactor ${ours}`);
  });

  it('crosses out what failed, and counts it', () => {
    const figure = drawFigure('arms', table2)!;
    // A, C, D, E, F, I, L, M, Q1 and the four that diverged.
    expect(figure.title).toContain('Rows that fail, no warm-up: 13 of 23 in the paper');
    // E and Q1 and Q6 fail with warm-up too.
    expect(figure.panels[0]!.body.html.match(/class="failed"/g)).toHaveLength(16);
  });

  it('is none for a table with one arm', () => {
    const { report } = table2;
    const one = { ...table2, report: { ...report, arms: report.arms.slice(0, 1) } };
    expect(drawFigure('arms', one)).toBeUndefined();
  });
});

it('memory against quality has every cell that was run', () => {
  const figure = drawFigure('memory', table2)!;
  const cells = new Set(table2.runs.map(({ result: { cell } }) => JSON.stringify(cell)));
  expect(figure.data.rows).toHaveLength(cells.size);
  expect(textsOf(figure)).toEqual(expect.arrayContaining(['0', 'Adam', 'Adafactor', '1 MB']));
});

it('rates leave out what diverged, and mark what was chosen', () => {
  const tuned = inventTuned(join(folder, 'tuned'), 'SGD', [
    ...[5, 4, 2, 3].map((logPerplexity) => ({ logPerplexity })),
    { bleu: undefined },
  ]);
  const figure = drawFigure('rates', tuned)!;
  expect(figure.data.rows).toEqual([['SGD', '5.000', '4.000', '2.000', '3.000', 'diverged']]);
  const dots = [...figure.panels[0]!.body.html.matchAll(/<circle[^>]* r="([\d.]+)"/g)];
  expect(dots.map(([, radius]) => radius)).toEqual(['2.6', '2.6', '6', '2.6']);
});

it('rates of studies have every trial, and mark the one that was chosen of several at a rate', () => {
  const outcomes = Array.from({ length: 15 }, (_, i) => ({ logPerplexity: 9 - i / 10 }));
  const root = join(folder, 'studies');
  const given = inventTuned(root, 'Adafactor', outcomes, 'experiments/successors.yaml');
  const figure = drawFigure('rates', given)!;
  expect(figure.panels[0]!.name).toBe('trials of all studies');
  // The last trial, at 8, is the best; the other trial at 8 was the seventh.
  expect(figure.data.rows[0]!.at(-1)).toBe('8.400, 7.600');
  const dots = [...figure.panels[0]!.body.html.matchAll(/<circle[^>]* r="([\d.]+)"/g)];
  expect(dots.map(([, radius]) => radius)).toEqual([...Array(14).fill('2.6'), '6']);
});

describe('every figure', () => {
  it('is the same for the same files', () => {
    const same = reportedExperiment(folder, table2.experiment.file, INVENTED_PROTOCOL);
    expect(figureFiles(same)).toEqual(figureFiles(table2));
  });

  it('names no element twice in a file', () => {
    for (const svg of figureFiles(table2).values()) {
      const names = [...svg.matchAll(/ id="([^"]*)"/g)].map(([, name]) => name);
      expect(new Set(names).size).toBe(names.length);
    }
  });

  it('is drawn of a single run that diverged at once, where there is something to draw', () => {
    const root = join(folder, 'single');
    const cell = { experiment: 'table2', row: 'A', arm: 'warmup' };
    const example = exampleResult({ cell, bleu: undefined });
    const result = { ...example, dev: [], training: { ...example.training, losses: [] } };
    writeResult(resultPath(root, cell, 'demo', 1), { result });
    const given = reportedExperiment(root, table2.experiment.file, INVENTED_PROTOCOL);
    expect([...figureFiles(given).keys()]).toEqual(['arms', 'memory']);
    for (const svg of figureFiles(given).values()) expect(svg).not.toContain('NaN');
  });

  it('shows what files say as text', () => {
    const rows = { ...table2.experiment.rows };
    rows.O = { ...rows.O!, name: '<img src="x">' };
    const evil = { ...table2, experiment: { ...table2.experiment, rows } };
    for (const name of FIGURE_NAMES) {
      const figure = drawFigure(name, evil);
      if (figure !== undefined) expect(svgFile(figure)).not.toContain('<img');
    }
  });
});

it.each([
  [undefined, 'say which; the figures of table2 are arms, dev, loss, memory'],
  ['los', '--figure los: there is no such figure; the figures of table2 are arms'],
  ['updates', '--figure updates: there is nothing to draw; the figures of table2 are arms'],
])('a figure that cannot be drawn is refused: %s', (name, message) => {
  expect(() => figureText(name, table2)).toThrow(message);
});
