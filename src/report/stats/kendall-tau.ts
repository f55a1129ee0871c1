import { siteSeed, uniformFloats } from '../../ops/philox.ts';

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
): { readonly low: number; readonly high: number } | undefined {
  const count = x.length;
  const draws = uniformFloats(SAMPLES * count, [siteSeed(SEED, 'kendall-tau'), count]);
  const taus: number[] = [];
  for (let sample = 0; sample < SAMPLES; sample++) {
    const drawn = Array.from({ length: count }, (_, i) =>
      Math.floor(draws[sample * count + i]! * count),
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
