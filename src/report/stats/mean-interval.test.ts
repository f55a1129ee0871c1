import { expect, it } from 'vitest';
import { meanInterval } from './mean-interval.ts';

it('is the mean and Student’s quantile of standard errors on each side', () => {
  // t(0.975; 2) = 4.302653, and a standard error of 1.
  const interval = meanInterval({ n: 3, mean: 20, standardDeviation: Math.sqrt(3) })!;
  expect(interval.low).toBeCloseTo(20 - 4.302653, 5);
  expect(interval.high).toBeCloseTo(20 + 4.302653, 5);
});

it('is unknown for one seed', () => {
  expect(meanInterval({ n: 1, mean: 20, standardDeviation: undefined })).toBeUndefined();
});
