/** The rule of `experiments/VERDICTS.md`. */
import { sort } from 'd3-array';
import type { ClaimKind } from '../../experiment/schema.ts';
import type { Interval } from './paired-differences.ts';
import { SCORES, type ScoreName } from './scores.ts';

/** The probability that any interval of a table, in any round, misses its difference. */
export const ALPHA = 0.05;

/**
 * Part of the best cell's BLEU: the smallest difference to be called one, and the largest to be
 * called none. Shazeer & Stern (2018) call rows from 24.9 to 25.9 comparable, and conclude from
 * differences of 1.3 on.
 */
export const MARGIN_PART = 0.04;

/** The same for log-perplexity, in nats a token: 4% of the perplexity. */
export const LOG_PERPLEXITY_MARGIN = 0.04;

/** The differences that count, by score. */
export type Margins = Readonly<Record<ScoreName, number>>;

/**
 * How many seeds a claim has after each round of runs. Fixed beforehand, so that the level can be
 * split over the rounds: looking after each then adds no error.
 */
export const ROUNDS = [3, 5, 7] as const;

/** The seeds of a table in the order in which they count: by number. */
export const seedOrder = (seeds: readonly number[]): number[] => sort(new Set(seeds));

/** The seeds after all rounds: those of the table, then the numbers after the highest of them. */
export function seedsOfRounds(seeds: readonly number[]): number[] {
  const known = seedOrder(seeds);
  const next = (known.at(-1) ?? 0) + 1;
  const more = Math.max(0, ROUNDS.at(-1)! - known.length);
  return [...known, ...Array.from({ length: more }, (_, i) => next + i)];
}

/**
 * The probability that one interval misses: Bonferroni's part of `ALPHA`, over the claims of the
 * table, run or not, over the scores and over the rounds.
 */
export function intervalLevel(claims: number): number {
  return ALPHA / (claims * SCORES.length * ROUNDS.length);
}

/** The verdicts in the order in which a reader wants them: what fails first. */
export const VERDICTS = ['not reproduced', 'reproduced', 'open', 'not run'] as const;

export type Verdict = (typeof VERDICTS)[number];

/** What an interval decides; `open` where it decides nothing. */
export type Decision = Exclude<Verdict, 'not run'>;

/**
 * Judges a claim by the interval around a difference, for a score of which more is better.
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
