import { integerBelow, type RandomSource } from './random.ts';

/** Draws one item. */
export type Sampler<T> = (random: RandomSource) => T;

// Whole-number weights keep the draws the same on every machine. 2^20 is far above any rank here,
// so rounding changes no weight by more than one part in a thousand.
const WEIGHT_OF_FIRST_RANK = 2 ** 20;

/**
 * Draws the item of rank r with a probability proportional to 1 / r (Zipf's law with exponent 1).
 * `ranked` lists the items from the most to the least frequent.
 */
export function zipfSampler<T>(ranked: readonly T[]): Sampler<T> {
  if (ranked.length === 0) throw new RangeError('expected at least one item to draw from');
  const cumulative: number[] = [];
  let total = 0;
  for (let rank = 1; rank <= ranked.length; rank++) {
    total += Math.round(WEIGHT_OF_FIRST_RANK / rank);
    cumulative.push(total);
  }
  return (random) => {
    const ticket = integerBelow(random, total);
    return ranked[cumulative.findIndex((upTo) => ticket < upTo)]!;
  };
}

/** Merges ranked lists into one: all the firsts, then all the seconds, and so on. */
export function mergeRanked<T>(lists: readonly (readonly T[])[]): T[] {
  const longest = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, rank) =>
    lists.flatMap((list) => list.slice(rank, rank + 1)),
  ).flat();
}
