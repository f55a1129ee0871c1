import { expect, it } from 'vitest';
import { exampleResult } from '../../test/support/example-result.ts';
import { loadExperiment } from '../experiment/definition.ts';
import type { RunResult } from '../results/result.ts';
import { markdownMeasuredCells, measuredCells } from './measured-memory.ts';
import type { StoredResult } from './stored-results.ts';

const EXPERIMENT = loadExperiment('experiments/memory.yaml');

const stored = (results: readonly RunResult[]): StoredResult[] =>
  results.map((result, i) => ({
    file: `${i}.json`,
    result,
    sentences: undefined,
    distinct: undefined,
  }));

const result = (
  row: string,
  bleu: number | undefined,
  stateBytes: number,
  seconds: number,
  seed = 1,
) => {
  const made = exampleResult({ cell: { experiment: 'table2', row, arm: 'warmup' }, bleu, seed });
  return {
    ...made,
    optimizerState: { elements: stateBytes / 4, bytes: stateBytes },
    training: { ...made.training, steps: 100 },
    timing: { ...made.timing, trainingSeconds: seconds, peakMemoryBytes: 3 * 2 ** 20 },
  };
};

it('puts state, peak memory and step time beside quality, in the order of the rows', () => {
  const results = [result('O', 25, 400, 10), result('B', 24, 8000, 4), result('O', 26, 400, 30, 2)];
  const cells = measuredCells(EXPERIMENT, stored(results));
  expect(cells).toEqual([
    {
      ...{ row: 'B', label: 'Adam, β1 = 0.9, β2 = 0.999', arm: 'warmup', seeds: 1 },
      ...{ stateBytes: 8000, peakMemoryBytes: 3 * 2 ** 20, secondsAStep: 0.04, bleu: 24 },
    },
    {
      ...{ row: 'O', label: 'Adafactor', arm: 'warmup', seeds: 2 },
      ...{ stateBytes: 400, peakMemoryBytes: 3 * 2 ** 20, secondsAStep: 0.2, bleu: 25.5 },
    },
  ]);
  expect(markdownMeasuredCells(cells)).toMatch(
    /\| B +\| Adam.* \| +8,000 \| +3 \| +40 \| 24\.0 \|\n\| O +\| Adafactor +\| +400 \| +3 \| +200 \| 25\.5 \|/,
  );
});

it('says where a run diverged', () => {
  const cells = measuredCells(EXPERIMENT, stored([result('Q2', undefined, 0, 1)]));
  expect(markdownMeasuredCells(cells)).toMatch(/\| Q2 .*\| diverged \|/);
});

it('refuses results of two protocols', () => {
  const results = stored([exampleResult(), exampleResult({ protocol: 'paper' })]);
  expect(() => measuredCells(EXPERIMENT, results)).toThrow('cannot share a table');
});
