import { expect, it } from 'vitest';
import { differenceInterval } from './paired-differences.ts';
import { runsToDecide } from './runs-to-decide.ts';
import { intervalLevel, judge } from './verdict.ts';

const open = (mean: number, sentences = 0.1) => {
  const estimate = { mean, seeds: 3, seedDeviation: 1, degreesOfFreedom: 10, sentences };
  const decide = (more: typeof estimate) =>
    judge('higher', more.mean, differenceInterval(more, intervalLevel(17)), 0.8);
  expect(decide(estimate)).toBe('open');
  return { estimate, decide };
};

it('is fewer for a larger difference, and what the nearest score needs', () => {
  const near = runsToDecide([open(2)], [3, 3])!;
  const far = runsToDecide([open(1.2)], [3, 3])!;
  expect(near).toBeLessThan(far);
  expect(runsToDecide([open(1.2), open(2)], [3, 3])).toBe(near);
});

it('counts the runs that only one of the cells lacks', () => {
  const both = runsToDecide([open(2)], [3, 3])!;
  expect(runsToDecide([open(2)], [3, 4])).toBe(both - 1);
});

it('is not known where sentences alone leave it open', () => {
  expect(runsToDecide([open(1.2, 1)], [3, 3])).toBeUndefined();
});
