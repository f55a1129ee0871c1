import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { exampleResult } from '../../../test/support/example-result.ts';
import { resultPath, writeResult } from '../../results/store.ts';
import { type ReportedExperiment, reportedExperiment } from '../reported-experiment.ts';
import { writeFigure, writeFigures } from './write-figures.ts';

let root: string;
let given: ReportedExperiment;

/** Row B sets no target: see experiments/table1.yaml. */
const cell = { experiment: 'table1', row: 'B', arm: 'warmup' };

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sublinear-figures-'));
  writeResult(resultPath(root, cell, 'demo', 1), { result: exampleResult({ cell }) });
  given = reportedExperiment(root, 'experiments/table1.yaml');
});

afterEach(() => rmSync(root, { recursive: true }));

it('writes every figure beside the results, and removes one that is none any more', async () => {
  const folder = join(root, 'table1/demo/figures');
  await writeFigure(root, given, 'heatmap');
  writeFileSync(join(folder, 'target.svg'), 'of other results');
  const paths: string[] = [];
  for await (const path of writeFigures(root, given)) paths.push(path);
  expect(paths).toEqual(
    ['loss', 'dev', 'memory', 'heatmap'].map((name) => join(folder, `${name}.svg`)),
  );
  expect(existsSync(join(folder, 'target.svg'))).toBe(false);
  // What is made from results may lie among them.
  expect(reportedExperiment(root, 'experiments/table1.yaml')).toEqual(given);
});

it('writes one figure to where it is told', async () => {
  const path = join(root, 'elsewhere/memory.svg');
  expect(await writeFigure(root, given, 'memory', path)).toBe(path);
  expect(readFileSync(path, 'utf8')).toContain('Optimiser state against quality');
});

it('refuses a figure that there is not, and one that has nothing to show', async () => {
  await expect(writeFigure(root, given, 'los')).rejects.toThrow(
    '--figure los: there is no such figure; ' +
      'expected one of loss, dev, memory, target, heatmap, updates',
  );
  await expect(writeFigure(root, given, 'target')).rejects.toThrow(
    'experiments/table1.yaml names no cell under `target` that has completed',
  );
  await expect(writeFigure(root, given, 'updates')).rejects.toThrow(
    'experiments/table1.yaml describes no figure of update sizes',
  );
});

it('refuses an experiment without results, and says where there are some', () => {
  expect(() => reportedExperiment(root, 'experiments/table2.yaml')).toThrow(
    'there is no result; `sublinear run experiments/table2.yaml` makes them',
  );
  const other = 'configs/protocols/tatoeba-small.yaml';
  expect(() => reportedExperiment(root, 'experiments/table1.yaml', other)).toThrow(
    'there are results under demo: choose with --protocol FILE',
  );
});
