/** The rule of `experiments/VERDICTS.md`. */
import type { ClaimKind } from '../../experiment/schema.ts';
import { type DifferenceEstimate, halfWidth } from './paired-differences.ts';
import { ROUNDS } from './rounds.ts';
import { SCORES, type ScoreName } from './scores.ts';

/** The probability that any interval of a table, in any round, misses its difference. */
export const ALPHA = 0.05;

/**
 * Part of the best cell's BLEU: the smallest difference to be called one, and the largest to be
 * called none. Shazeer & Stern (2018) call rows from 25.0 to 25.9 comparable, and conclude from
 * differences of 1.3 on.
 */
export const MARGIN_PART = 0.04;

/** The same for log-perplexity, in nats a token: 4% of the perplexity. */
export const LOG_PERPLEXITY_MARGIN = 0.04;

export type Verdict = 'not reproduced' | 'reproduced' | 'open' | 'not run';

/** The verdicts in the order in which a reader wants them: what fails first. */
export const VERDICTS: readonly Verdict[] = ['not reproduced', 'reproduced', 'open', 'not run'];

export type Interval = { readonly low: number; readonly high: number };

/** The differences that count, by score. */
export type Margins = Readonly<Record<ScoreName, number>>;

/**
 * The probability that one interval misses: Bonferroni's part of `ALPHA`, over the claims of the
 * table, run or not, over the scores and over the rounds.
 */
export function intervalLevel(claims: number): number {
  return ALPHA / (claims * SCORES.length * ROUNDS.length);
}

/** The interval that a true difference lies in, at once with those of all others of the table. */
export function differenceInterval(estimate: DifferenceEstimate, level: number): Interval {
  const half = halfWidth(estimate, level);
  return { low: estimate.mean - half, high: estimate.mean + half };
}

/** What an interval decides; `open` where it decides nothing. */
export type Decision = 'reproduced' | 'not reproduced' | 'open';

/**
 * What an interval around a difference says of a claim, for a score of which more is better.
 *
 * @param margin the difference that counts
 */
export function judge(
  kind: ClaimKind,
  difference: number,
  { low, high }: Interval,
  margin: number,
): Decision {
  const clearlyHigher = low > 0 && difference >= margin;
  const clearlyLower = high < 0 && difference <= -margin;
  switch (kind) {
    case 'higher':
      if (clearlyHigher) return 'reproduced';
      return high < margin ? 'not reproduced' : 'open';
    case 'notLower':
      if (low > -margin) return 'reproduced';
      return clearlyLower ? 'not reproduced' : 'open';
    case 'equal':
      if (low > -margin && high < margin) return 'reproduced';
      return clearlyHigher || clearlyLower ? 'not reproduced' : 'open';
  }
}
