/** How the tests compare numbers that float32 operations computed with exact ones. */

/** A row of numbers: of a tensor, or of a plain array. */
type Numbers = ArrayLike<number>;

/** The Euclidean norm of `actual` - `expected` over that of `expected`. */
export function relativeError(actual: Numbers, expected: Numbers): number {
  if (actual.length !== expected.length) {
    throw new Error(`${actual.length} numbers are compared with ${expected.length}`);
  }
  const differences = Array.from(expected, (value, i) => actual[i]! - value);
  return Math.hypot(...differences) / Math.hypot(...Array.from(expected));
}

/**
 * The gradient of `f` at `x` by central differences, for an `f` that computes in float64: with
 * this step both truncation and cancellation stay below some 1e-9 for values and curvature
 * around 1.
 */
export function numericalGradient(
  f: (x: readonly number[]) => number,
  x: readonly number[],
  step = 1e-5,
): number[] {
  return x.map((value, i) => {
    const upper = f(x.with(i, value + step));
    const lower = f(x.with(i, value - step));
    return (upper - lower) / (2 * step);
  });
}
