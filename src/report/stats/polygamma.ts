/*
 * The derivatives of log Γ(x) in the moments of log variances. npm's kept libraries have them only
 * with some two hundred packages below them.
 */

/** From here on the asymptotic series below are exact to the last digits of a double. */
const LARGE = 12;

/**
 * Sums `series` at the first of x, x + 1, ... that is large enough, and goes back to x by the
 * recurrence, whose terms are `term`.
 *
 * @throws RangeError for x <= 0
 */
function shifted(x: number, term: (x: number) => number, series: (x: number) => number): number {
  if (!(x > 0)) throw new RangeError(`polygamma functions here are of numbers above 0, not ${x}`);
  let sum = 0;
  let at = x;
  for (; at < LARGE; at++) sum += term(at);
  return sum + series(at);
}

/** The digamma function ψ(x) for x > 0: Abramowitz & Stegun (1964), 6.3.5 and 6.3.18. */
export function digamma(x: number): number {
  return shifted(
    x,
    (at) => -1 / at,
    (at) => {
      const r = 1 / (at * at);
      const tail = r * (1 / 12 - r * (1 / 120 - r * (1 / 252 - r * (1 / 240 - r * (1 / 132)))));
      return Math.log(at) - 1 / (2 * at) - tail;
    },
  );
}

/** The trigamma function ψ′(x) for x > 0: Abramowitz & Stegun (1964), 6.4.6 and 6.4.12. */
export function trigamma(x: number): number {
  return shifted(
    x,
    (at) => 1 / (at * at),
    (at) => {
      const r = 1 / (at * at);
      const tail = r * (1 / 6 - r * (1 / 30 - r * (1 / 42 - r * (1 / 30 - r * (5 / 66)))));
      return 1 / at + r / 2 + tail / at;
    },
  );
}

/** ψ″(x) for x > 0: Abramowitz & Stegun (1964), 6.4.6 and 6.4.13. */
function tetragamma(x: number): number {
  return shifted(
    x,
    (at) => -2 / at ** 3,
    (at) => {
      const r = 1 / (at * at);
      const tail = r * (1 / 2 - r * (1 / 6 - r * (1 / 6 - r * (3 / 10 - r * (5 / 6)))));
      return -r - r / at - r * tail;
    },
  );
}

/** Beyond these, 1 / sqrt(y) and 1 / y are the inverse to the last digits of a double. */
const EXTREMES = { least: 1e-6, most: 1e7 } as const;

/**
 * The x with ψ′(x) = y, for y > 0: Newton's method on 1 / ψ′, which is convex and nearly straight,
 * so that it converges from one side (Smyth 2004, appendix).
 */
export function trigammaInverse(y: number): number {
  if (!(y > 0)) throw new RangeError(`the trigamma function has no value ${y}`);
  if (y > EXTREMES.most) return 1 / Math.sqrt(y);
  if (y < EXTREMES.least) return 1 / y;
  let x = 0.5 + 1 / y;
  for (;;) {
    const value = trigamma(x);
    const step = (value * (1 - value / y)) / tetragamma(x);
    x += step;
    if (-step / x < 1e-12) return x;
  }
}
