import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleResult } from '../../../test/support/example-result.ts';
import { finishAll } from '../../../test/support/finished-runs.ts';
import { planExperiment } from '../../experiment/definition.ts';
import { resultPath, writeResult } from '../../results/store.ts';
import {
  allReportedExperiments,
  type ReportedExperiment,
  reportedExperiment,
} from '../reported-experiment.ts';
import { INVENTED_PROTOCOL, inventTable2 } from '../testing.ts';
import { drawFigure, FIGURE_NAMES, type FigureName } from './figures.ts';
import { figureFile } from './write-figures.ts';

let folder: string;
let table2: ReportedExperiment;
const drawn = new Map<FigureName, string>();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sublinear-figures-'));
  table2 = inventTable2(folder);
  for (const name of FIGURE_NAMES) drawn.set(name, (await drawFigure(name, table2))!);
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true }));

/** The texts that a drawing shows, in order. */
const textsOf = (svg: string): string[] =>
  [...svg.matchAll(/<(?:text|tspan)[^>]*>([^<]+)</g)].map(([, text]) => text!);

const texts = (name: FigureName) => textsOf(drawn.get(name)!);

describe('learning curves', () => {
  it.each(['loss', 'dev'] as const)('%s: a panel for each row that was run', (name) => {
    const rows = Object.keys(table2.experiment.rows);
    expect(texts(name).filter((text) => rows.includes(text))).toEqual(
      rows.filter((row) => row !== 'P'),
    );
    expect(texts(name).join('\n')).toContain('seeds 1, 2, 3; not run: P');
  });

  it('say which runs broke down, and which cell was not run', () => {
    expect(texts('loss')).toContain('× no warm-up, seed 2: diverged at 680');
    expect(
      texts('loss').filter((text) => /^× no warm-up: diverged at \d+$/.test(text)),
    ).toHaveLength(4);
    expect(texts('loss')).toContain('no warm-up: not run');
  });

  it('have a line for each run, and the best one in every panel', () => {
    const lines = drawn.get('loss')!.match(/<path [^>]*stroke="#(0072b2|d55e00)"[^>]*>/g)!;
    const best = drawn.get('loss')!.match(/<path [^>]*stroke="#b3b3b3"[^>]*>/g)!;
    expect(lines.length).toBeGreaterThanOrEqual(table2.results.length);
    expect(best.length).toBeGreaterThanOrEqual(21);
  });
});

describe('memory against quality', () => {
  it('names every cell that was run, those without a score too', () => {
    const named = texts('memory').filter((text) => text in table2.experiment.rows);
    expect(named).toHaveLength(
      new Set(table2.results.map(({ cell }) => JSON.stringify(cell))).size,
    );
  });

  it('has room for rows that keep nothing, and for those that diverged', () => {
    expect(texts('memory')).toEqual(expect.arrayContaining(['0', '10 kB', '1 MB', 'diverged']));
  });
});

describe('time to the target', () => {
  it('says what the target is, and who does not get there', () => {
    const title = /^To a development log-perplexity of \d\.\d{3}, the end of A, warm-up$/;
    expect(texts('target').filter((text) => title.test(text))).toHaveLength(1);
    expect(texts('target')).toContain('not reached');
    expect(texts('target').some((text) => /^[12] of 3 not reached$/.test(text))).toBe(true);
  });

  it('is not drawn where no cell sets a target', async () => {
    const without = { ...table2, report: { ...table2.report, target: undefined } };
    expect(await drawFigure('target', without)).toBeUndefined();
  });
});

describe('the heat map', () => {
  it('has every cell of both sources, and what is no number as a word', () => {
    const cells = texts('heatmap').filter((text) => /^(\d+\.\d\*?|diverged|–)$/.test(text));
    const { rows, arms } = table2.report;
    expect(cells).toHaveLength(2 * rows.length * arms.length);
    // The paper's five, and as many of ours.
    expect(cells.filter((text) => text === 'diverged')).toHaveLength(10);
    expect(cells.filter((text) => text === '–')).toHaveLength(3);
    expect(cells.filter((text) => text.endsWith('*'))).toHaveLength(1);
  });

  it('names the paper only where it has a number', async () => {
    expect(texts('heatmap')).toContain('BLEU, ours beside the paper’s');
    const root = join(folder, 'own');
    const selected = { rows: ['SGD'], seeds: [1], protocol: INVENTED_PROTOCOL };
    finishAll(root, planExperiment('experiments/zoo.yaml', selected));
    const zoo = reportedExperiment(root, 'experiments/zoo.yaml', INVENTED_PROTOCOL);
    const own = textsOf((await drawFigure('heatmap', zoo))!);
    expect(own).toEqual(expect.arrayContaining(['BLEU', 'ours', '50.0']));
    expect(own.join('\n')).not.toContain('paper');
    expect(own).toContain('Colour: share of the best');
  });
});

describe('every figure', () => {
  it.each(FIGURE_NAMES)('%s: is the same for the same files', async (name) => {
    const same = reportedExperiment(folder, table2.experiment.file, INVENTED_PROTOCOL);
    const again = await drawFigure(name, same);
    expect(again === drawn.get(name)).toBe(true);
  });

  it.each(FIGURE_NAMES)('%s: is drawn of a single run that diverged at once', async (name) => {
    const root = join(folder, 'single');
    const cell = { experiment: 'table2', row: 'A', arm: 'warmup' };
    const example = exampleResult({ cell, bleu: undefined });
    const result = { ...example, dev: [], training: { ...example.training, losses: [] } };
    writeResult(resultPath(root, cell, 'demo', 1), { result });
    const svg = await drawFigure(
      name,
      reportedExperiment(root, table2.experiment.file, INVENTED_PROTOCOL),
    );
    if (['target', 'updates', 'tuning', 'sweep'].includes(name)) expect(svg).toBeUndefined();
    else expect(textsOf(svg!).join('\n')).toContain('diverged');
  });
});

it('the figures in results/ are what its results give, byte for byte', async () => {
  const given = allReportedExperiments('results', 'experiments');
  expect(given.length).toBeGreaterThan(0);
  for (const experiment of given) {
    const folderOfFigures = join('results', dirname(figureFile(experiment, 'loss')));
    const expected: string[] = [];
    for (const name of FIGURE_NAMES) {
      const svg = await drawFigure(name, experiment);
      if (svg === undefined) continue;
      const path = join('results', figureFile(experiment, name));
      expected.push(basename(path));
      // Not with toBe, which would print a whole picture.
      const same = existsSync(path) && readFileSync(path, 'utf8') === svg;
      expect(same, `${path} is out of date; run \`make figures\``).toBe(true);
    }
    expect(readdirSync(folderOfFigures).sort()).toEqual(expected.sort());
  }
});
