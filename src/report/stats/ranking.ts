import { siteSeed, uniformFloats } from '../../ops/philox.ts';
import { paperScore, type RowReport } from './cells.ts';
import type { Interval } from './paired-differences.ts';

/** With fewer, even the same order comes by chance in more than one case of twenty, either way. */
export const LEAST_ROWS = 5;

/**
 * Kendall's tau-b (Kendall 1945) between two rankings of the same things: pairs in the same order
 * minus pairs in opposite order, over the geometric mean of the pairs that either ranking tells
 * apart. 1 for the same order, -1 for the opposite one.
 *
 * @returns undefined where all values of either ranking are equal
 */
export function kendallTau(x: readonly number[], y: readonly number[]): number | undefined {
  let agreement = 0;
  let pairsOfX = 0;
  let pairsOfY = 0;
  for (let i = 0; i < x.length; i++) {
    for (let j = 0; j < i; j++) {
      const signX = Math.sign(x[i]! - x[j]!);
      const signY = Math.sign(y[i]! - y[j]!);
      agreement += signX * signY;
      pairsOfX += Math.abs(signX);
      pairsOfY += Math.abs(signY);
    }
  }
  if (pairsOfX === 0 || pairsOfY === 0) return undefined;
  return agreement / Math.sqrt(pairsOfX * pairsOfY);
}

const SAMPLES = 10_000;

/** Part of the samples that lies outside the interval at either end. */
const TAIL = 0.025;

/** Any constant will do; this one is fixed so that tables come out the same. */
const SEED = 1;

/**
 * The interval that holds 95% of tau-b over bootstrap samples of the things ranked (percentile
 * method). Samples in which a ranking has no order are left out.
 */
export function kendallTauInterval(
  x: readonly number[],
  y: readonly number[],
): Interval | undefined {
  const count = x.length;
  const draws = uniformFloats(SAMPLES * count, [siteSeed(SEED, 'kendall-tau'), count]);
  const taus: number[] = [];
  for (let start = 0; start < draws.length; start += count) {
    const drawn = Array.from(draws.subarray(start, start + count), (draw) =>
      Math.floor(draw * count),
    );
    const tau = kendallTau(
      drawn.map((index) => x[index]!),
      drawn.map((index) => y[index]!),
    );
    if (tau !== undefined) taus.push(tau);
  }
  if (taus.length === 0) return undefined;
  taus.sort((a, b) => a - b);
  const cut = Math.floor(TAIL * taus.length);
  return { low: taus[cut]!, high: taus[taus.length - 1 - cut]! };
}

/**
 * How far our ranking of the rows agrees with the paper's, within one arm; runs that diverged tie at
 * the bottom of both.
 */
export function rankArm(arm: string, rows: readonly RowReport[]) {
  const both = rows.flatMap(({ cells }) => {
    const theirs = paperScore(cells[arm]?.paper);
    const ours = cells[arm]?.score?.mean;
    return theirs === undefined || ours === undefined ? [] : [{ theirs, ours }];
  });
  const theirs = both.map((row) => row.theirs);
  const ours = both.map((row) => row.ours);
  /** Kendall's tau-b; undefined for too few rows, or where either side tells no two apart. */
  const tau = both.length < LEAST_ROWS ? undefined : kendallTau(theirs, ours);
  const interval = tau === undefined ? undefined : kendallTauInterval(theirs, ours);
  return { arm, rows: both.length, tau, interval };
}
