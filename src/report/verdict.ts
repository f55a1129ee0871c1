/** The rule of `experiments/VERDICTS.md`. */
import jStat from 'jstat';
import type { ClaimKind } from '../experiment/schema.ts';
import type { PooledSpread, Spread } from './spread.ts';

/** The probability that any interval of a table misses its difference. */
export const ALPHA = 0.05;

/**
 * Part of the best cell's score: the smallest difference to be called one, and the largest to be
 * called none. Shazeer & Stern (2018) call rows from 25.0 to 25.9 comparable, and conclude from
 * differences of 1.3 on.
 */
export const MARGIN_PART = 0.04;

/** Part of the best cell's score that no run of a cell reaches which fails with every seed. */
export const FAILING_PART = 0.5;

/** The score of a run that diverged: it leaves nothing to translate with. */
export const DIVERGED_SCORE = 0;

export type Verdict = 'reproduced' | 'not reproduced' | 'undecided' | 'not run';

export type Interval = { readonly low: number; readonly high: number };

/** Two cells compared: means over seeds, and how far they would move. */
export type Difference = {
  readonly first: Spread;
  readonly second: Spread;
  /** Of a run's score within its cell; undefined where no cell that trains has two seeds. */
  readonly seeds: PooledSpread | undefined;
  /** Standard deviation of the difference over resampled sentences; undefined where not known. */
  readonly sentences: number | undefined;
};

/**
 * The interval that the true difference lies in, at once with those of all other claims.
 *
 * @param claims how many claims the experiment has, run or not
 * @returns undefined where one of the spreads is not known
 */
export function differenceInterval(difference: Difference, claims: number): Interval | undefined {
  const { first, second, seeds, sentences } = difference;
  if (seeds === undefined || sentences === undefined) return undefined;
  const overSeeds = seeds.standardDeviation ** 2 * (1 / first.n + 1 / second.n);
  const standardError = Math.sqrt(overSeeds + sentences ** 2);
  const quantile = jStat.studentt.inv(1 - ALPHA / (2 * claims), seeds.degreesOfFreedom);
  const center = first.mean - second.mean;
  return { low: center - quantile * standardError, high: center + quantile * standardError };
}

/**
 * What an interval around a difference says of a claim.
 *
 * @param margin the difference that counts, in BLEU
 */
export function judge(
  kind: ClaimKind,
  difference: number,
  { low, high }: Interval,
  margin: number,
): Verdict {
  const clearlyHigher = low > 0 && difference >= margin;
  const clearlyLower = high < 0 && difference <= -margin;
  switch (kind) {
    case 'higher':
      if (clearlyHigher) return 'reproduced';
      return high < margin ? 'not reproduced' : 'undecided';
    case 'notLower':
      if (low > -margin) return 'reproduced';
      return clearlyLower ? 'not reproduced' : 'undecided';
    case 'equal':
      if (low > -margin && high < margin) return 'reproduced';
      return clearlyHigher || clearlyLower ? 'not reproduced' : 'undecided';
  }
}
