import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exampleResult } from '../../../test/support/example-result.ts';
import {
  INVENTED_PROTOCOL,
  inventedTable2,
  inventTuned,
} from '../../../test/support/invented-results.ts';
import { loadExperiments } from '../../experiment/definition.ts';
import { resultPath, writeResult } from '../../results/store.ts';
import { reportedExperiment } from '../reported-experiment.ts';
import { type Figure, svgFile } from './figure.ts';
import { FIGURE_NAMES } from './figure-names.ts';
import { drawFigure, figureFiles, figureText } from './figures.ts';
import { shortName } from './palette.ts';
import { type PlotArea, xOf, yOf } from './plot-area.ts';
import { textWidth } from './text-lines.ts';

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

describe('memory against quality', () => {
  const figure = () => drawFigure('memory', table2)!;

  it('has every cell that was run, with its bytes a parameter', () => {
    const cells = new Set(table2.runs.map(({ result: { cell } }) => JSON.stringify(cell)));
    expect(figure().data.rows).toHaveLength(cells.size);
    expect(textsOf(figure())).toEqual(expect.arrayContaining(['0', '4', '8', 'Adam', 'Adafactor']));
    expect(figure().data.rows).toContainEqual(expect.arrayContaining(['Adam (B)', 'warm-up', '8']));
    expect(figure().title).toMatch(/^Adafactor keeps 0.11 bytes a parameter where Adam keeps 8,/);
  });

  it('has Student’s interval where several seeds went to their end, and says of what it is', () => {
    const dataOf = (row: string, arm: string) =>
      figure().data.rows.find((line) => line[0]!.endsWith(`(${row})`) && line[1] === arm)!;
    const { mean, standardDeviation: deviation } = cellOf('O', 'none').score!;
    const half = (4.302653 * deviation!) / Math.sqrt(3);
    expect(dataOf('O', 'no warm-up')[5]).toBe(
      `${(mean - half).toFixed(1)} to ${(mean + half).toFixed(1)}`,
    );
    // One seed, and three of which one diverged.
    expect(dataOf('J', 'no warm-up')[5]).toBe('–');
    expect(cellOf('A', 'none').runs).toHaveLength(3);
    expect(dataOf('A', 'no warm-up')[5]).toBe('–');
    expect(figure().subtitle).toContain('Student’s 95% interval of the mean over seeds');
  });

  it('names the Pareto front, and draws it from what keeps least to the edge', () => {
    const { panels, data } = figure();
    expect(textsOf(figure())).toContain('Pareto front');
    expect(panels[0]!.body.html.match(/class="soft front"/g)).toHaveLength(1);
    const own = data.rows.filter(([, arm]) => arm === 'warm-up');
    const best = own.toSorted((a, b) => Number.parseFloat(b[4]!) - Number.parseFloat(a[4]!))[0]!;
    expect(best.at(-1)).toBe('yes');
    expect(own.find(([row]) => row!.endsWith('(E)'))!.at(-1)).toBe('no');
  });

  it('has a title of rows without names, and labels that fit', () => {
    const given = inventTuned(
      join(folder, 'memory'),
      'SM3NoMomentum',
      Array.from({ length: 15 }, (_, i) => ({ logPerplexity: 5 - i / 10 })),
      'experiments/successors.yaml',
    );
    const unnamed = drawFigure('memory', given)!;
    expect(unnamed.title).toBe(
      '1 of 1 rows are on the Pareto front of BLEU and optimiser state, warm-up: SM3-II, β1 = 0',
    );
    expect(textsOf(unnamed)).toContain('SM3-II, β1 = 0');
    const { experiment } = given;
    expect(shortName(experiment, 'BigVision')).toBe('BigVision');
    expect(shortName(experiment, 'BigVision', 60)).toMatch(/^Adafactor of BigVision/);
  });
});

/** The forms of the dots in a panel. */
const shapesOf = ({ panels }: Figure, panel = 0): string[] =>
  [...panels[panel]!.body.html.matchAll(/data-shape="(\w+)"/g)].map(([, shape]) => shape!);

it('rates cross out what diverged, and ring what was chosen', () => {
  const tuned = inventTuned(join(folder, 'tuned'), 'SGD', [
    ...[5, 4, 2, 3].map((logPerplexity) => ({ logPerplexity })),
    { bleu: undefined },
  ]);
  const figure = drawFigure('rates', tuned)!;
  expect(figure.data.rows).toEqual([['SGD', '5.000', '4.000', '2.000', '3.000', 'diverged']]);
  const { html } = figure.panels[0]!.body;
  expect(shapesOf(figure)).toEqual(Array(4).fill('circle'));
  expect(html.match(/class="failed"/g)).toHaveLength(1);
  // The third of them, in its place.
  const dots = [...html.matchAll(/data-shape="circle"[^>]* d="M([\d.]+),/g)].map(([, x]) => x);
  expect(html).toContain(`<circle class="chosen" cx="${dots[2]}"`);
  expect(html.match(/class="chosen"/g)).toHaveLength(1);
});

it('rates of studies are dots in a form for each study, which no line joins', () => {
  const outcomes = Array.from({ length: 15 }, (_, i) => ({ logPerplexity: 9 - i / 10 }));
  const root = join(folder, 'studies');
  const given = inventTuned(root, 'Adafactor', outcomes, 'experiments/successors.yaml');
  const figure = drawFigure('rates', given)!;
  expect(figure.panels.map(({ name }) => name)).toEqual([
    'Adafactor: log-perplexity against times the row’s own rate',
  ]);
  // The last trial, at 8, is the best.
  expect(figure.data.rows[0]!.at(-1)).toBe('7.600 (study 23)');
  const { html } = figure.panels[0]!.body;
  expect(html).not.toContain('class="line"');
  const each = (shape: string) => Array(5).fill(shape);
  expect(shapesOf(figure)).toEqual([...each('circle'), ...each('square'), ...each('triangle')]);
  expect(html).toMatch(/data-series="study 23".*class="chosen"/);
  expect(figure.subtitle).toContain('circles seed 21, squares seed 22, triangles seed 23');
});

describe('every figure', () => {
  const FIVE = [5, 4, 2, 3, 6].map((logPerplexity) => ({ logPerplexity }));

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

  it('has the whole of a long title in lines that fit', () => {
    const [panel] = drawFigure('rates', inventTuned(join(folder, 'long'), 'SGD', FIVE))!.panels;
    for (const { title, rows } of loadExperiments('experiments')) {
      const labels = Object.values(rows).map(({ label }) => label);
      const long = `${title}, ${labels.join('; ')}`;
      const one = { title: long, subtitle: '', columns: 1, panels: [panel!] };
      const svg = svgFile({ ...one, data: { header: [], rows: [] } });
      const lines = [...svg.matchAll(/font-size="17"[^>]*>([^<]+)</g)].map(([, line]) =>
        line!.replaceAll('&#39;', "'"),
      );
      expect(lines.length).toBeGreaterThan(1);
      expect(lines.join(' ')).toBe(long);
      const fitting = lines.filter((line) => textWidth(line, 17) <= panel!.width);
      expect(fitting).toEqual(lines);
    }
  });

  it('is drawn when it is asked for, and not for another', () => {
    const runs = table2.runs.map((run) => {
      const get = () => expect.unreachable('dev was read');
      return { ...run, result: Object.defineProperty({ ...run.result }, 'dev', { get }) };
    });
    const given = { ...table2, runs };
    expect(figureText('arms', given)).toBe(figureText('arms', table2));
    expect(() => figureText('dev', given)).toThrow('dev was read');
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
