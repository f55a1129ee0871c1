import jStat from 'jstat';
import type { Spread } from './cells.ts';
import type { Interval } from './paired-differences.ts';

/** How often the interval around a mean misses the mean of all seeds. */
const LEVEL = 0.05;

/**
 * Student's 95% interval of the mean of several seeds, as if their scores were normal; undefined for
 * one seed.
 */
export function meanInterval({
  n,
  mean,
  standardDeviation,
}: Pick<Spread, 'n' | 'mean' | 'standardDeviation'>): Interval | undefined {
  if (standardDeviation === undefined) return undefined;
  const half = (jStat.studentt.inv(1 - LEVEL / 2, n - 1) * standardDeviation) / Math.sqrt(n);
  return { low: mean - half, high: mean + half };
}
