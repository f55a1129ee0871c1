import { expect, it } from 'vitest';
import { planExperiment } from '../experiment/plan.ts';
import { describeUnfinished } from './do-runs.ts';
import { describeTuning } from './plan-report.ts';

const [first, second] = planExperiment('experiments/table1.yaml').runs;
const NOTHING = { failed: [], interrupted: 0, notStarted: 0, undecided: [] };

it('has nothing to say where everything has a result', () => {
  expect(describeUnfinished(NOTHING)).toBeUndefined();
});

it('lists what failed, why and where that is written down, and counts the rest', () => {
  const text = describeUnfinished({
    failed: [
      { run: first!, message: 'out of memory\n  at a line', file: 'runs/failure.json' },
      { run: second!, message: 'no space left', file: undefined },
    ],
    interrupted: 1,
    notStarted: 3,
    undecided: [first!, second!],
  })!;
  expect(text.split('\n')).toEqual([
    'runs without a result: 2 failed, 1 stopped, 3 not started, 2 whose rate is not chosen; ' +
      'the same command goes on and keeps what is done',
    '  A-warmup-s1: out of memory (runs/failure.json)',
    '  A-none-s1: no space left',
    '  A: a trial has no result, or none of them was completed',
  ]);
});

it('says what was chosen of how many, and where the grid may be too narrow', () => {
  const trial = { value: 60, factor: 3, status: 'completed', logPerplexity: 2.5 } as const;
  const other = { value: 20, factor: 1, status: 'diverged' } as const;
  const choice = { row: 'SGD', key: 'optimizer.factor', trials: [other, trial], atEdge: true };
  expect(describeTuning({ ...choice, chosen: trial })).toBe(
    "SGD: optimizer.factor 60 (the row's own × 3) has the lowest dev log-perplexity of 2, 2.500; " +
      'it is at the edge of the grid',
  );
  const also = { ...trial, settings: { 'optimizer.beta2': 0.99 } };
  expect(describeTuning({ ...choice, chosen: also })).toMatch(
    /^SGD: optimizer.factor 60, optimizer.beta2 0.99 \(/,
  );
  expect(describeTuning({ ...choice, trials: [other], atEdge: false })).toBe(
    'SGD: none of 1 value of optimizer.factor was completed',
  );
});
