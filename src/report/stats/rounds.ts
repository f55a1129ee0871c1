/**
 * How many seeds a claim has after each round of runs. Fixed beforehand, so that the level can be
 * split over the rounds: looking after each then adds no error.
 */
export const ROUNDS = [3, 5, 7] as const;

/** The seeds of a table in the order in which they count: by number. */
export function seedOrder(seeds: readonly number[]): number[] {
  return [...new Set(seeds)].toSorted((a, b) => a - b);
}

/**
 * The seeds that cells have when all rounds are done: those of the table, then the numbers after the
 * highest of them.
 */
export function seedsOfRounds(seeds: readonly number[]): number[] {
  const known = seedOrder(seeds);
  const next = (known.at(-1) ?? 0) + 1;
  const more = Math.max(0, ROUNDS.at(-1)! - known.length);
  return [...known, ...Array.from({ length: more }, (_, i) => next + i)];
}
