/** Several measurements of one thing. */
export type Spread = {
  readonly median: number;
  readonly least: number;
  readonly most: number;
};

/** The middle one of `values`, or the mean of the middle two. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new Error('there is no median of no values');
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
}

/** Median and range of `values`. */
export function spread(values: readonly number[]): Spread {
  return { median: median(values), least: Math.min(...values), most: Math.max(...values) };
}

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
 * The largest of |actual - expected| / |expected|; infinite where only one of the two is a number,
 * which null stands against.
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
