import { max, median as middle, min } from 'd3-array';

/** Several measurements of one thing. */
export type Spread = {
  readonly median: number;
  readonly least: number;
  readonly most: number;
};

/** @throws Error where there are no values */
export function median(values: readonly number[]): number {
  const found = middle(values);
  if (found === undefined) throw new Error('there is no median of no values');
  return found;
}

/** Median and range of `values`. */
export function spread(values: readonly number[]): Spread {
  return { median: median(values), least: min(values)!, most: max(values)! };
}

/** Milliseconds a step in each round: the median of the round's steps. */
export const roundMs = (turns: readonly { readonly stepMs: readonly number[] }[]): number[] =>
  turns.map(({ stepMs }) => median(stepMs));

/**
 * `combine` of what two contestants measured in the same round, for each round. The two of a pair
 * lie seconds apart, so a machine that slows down for a while slows both.
 */
export function pairwise(
  left: readonly number[],
  right: readonly number[],
  combine: (left: number, right: number) => number,
): number[] {
  if (left.length !== right.length) {
    throw new Error(`${left.length} rounds cannot be paired with ${right.length}`);
  }
  return left.map((value, round) => combine(value, right[round]!));
}

/**
 * The largest of |actual - expected| / |expected|. Null is a value that is no number; the difference
 * is infinite where only one of the two is null.
 */
export function largestDifference(
  actual: readonly (number | null)[],
  expected: readonly (number | null)[],
): number {
  const differences = pairwise(
    actual.map((value) => value ?? Number.NaN),
    expected.map((value) => value ?? Number.NaN),
    (found, wanted) => {
      if (Number.isNaN(found) && Number.isNaN(wanted)) return 0;
      const difference = Math.abs(found - wanted) / Math.abs(wanted);
      return Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
    },
  );
  return Math.max(...differences);
}
