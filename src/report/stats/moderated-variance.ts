import { median } from 'd3-array';
import { digamma, trigamma, trigammaInverse } from './polygamma.ts';

export type VarianceEstimate = {
  readonly variance: number;
  /** Above 0; infinite where the variance is as good as known. */
  readonly degreesOfFreedom: number;
};

/** A variance below this part of the median one counts as this, so that it has a logarithm: limma's. */
const LEAST_PART = 1e-5;

/** The variance of all estimates taken together, weighted by their degrees of freedom. */
function pooled(estimates: readonly VarianceEstimate[]): number {
  let squares = 0;
  let freedom = 0;
  for (const { variance, degreesOfFreedom } of estimates) {
    squares += degreesOfFreedom * variance;
    freedom += degreesOfFreedom;
  }
  return squares / freedom;
}

/**
 * The prior that variances come from, a scaled inverse χ² (Smyth 2004, section 6.2), as limma's
 * `fitFDist` has it: its degrees of freedom and scale from mean and variance of the logarithms of
 * the estimates, each of which may have degrees of freedom of its own. Logarithms that lie no wider
 * than chance alone would have them give infinite degrees of freedom, and the pooled variance.
 *
 * @param estimates at least one, with finite degrees of freedom and not all 0
 * @param caution how many standard errors are added to the variance of the logarithms. With 0 this
 *   is limma's estimate, made for thousands of variances; of few it comes out too high too often
 */
export function fitVariancePrior(
  estimates: readonly VarianceEstimate[],
  caution = 0,
): VarianceEstimate {
  const [only] = estimates;
  // Of one variance there is nothing to learn about how variances lie.
  if (estimates.length === 1) return { variance: only!.variance, degreesOfFreedom: 0 };
  const middle = median(estimates, ({ variance }) => variance)!;
  const least = LEAST_PART * (middle > 0 ? middle : pooled(estimates));
  let mean = 0;
  const logs = estimates.map(({ variance, degreesOfFreedom }) => {
    const half = degreesOfFreedom / 2;
    const log = Math.log(Math.max(variance, least)) - digamma(half) + Math.log(half);
    mean += log / estimates.length;
    return log;
  });
  let spread = 0;
  let chance = 0;
  for (const [i, { degreesOfFreedom }] of estimates.entries()) {
    spread += (logs[i]! - mean) ** 2 / (estimates.length - 1);
    chance += trigamma(degreesOfFreedom / 2) / estimates.length;
  }
  const standardError = spread * Math.sqrt(2 / (estimates.length - 1));
  const excess = spread - chance + caution * standardError;
  if (!(excess > 0)) {
    return { variance: pooled(estimates), degreesOfFreedom: Number.POSITIVE_INFINITY };
  }
  const half = trigammaInverse(excess);
  const variance = Math.exp(mean + digamma(half) - Math.log(half));
  return { variance, degreesOfFreedom: 2 * half };
}

/** `estimate` drawn towards `prior`, each by its degrees of freedom (Smyth 2004, section 3). */
export function moderate(estimate: VarianceEstimate, prior: VarianceEstimate): VarianceEstimate {
  const degreesOfFreedom = estimate.degreesOfFreedom + prior.degreesOfFreedom;
  if (degreesOfFreedom === Number.POSITIVE_INFINITY) {
    return { variance: prior.variance, degreesOfFreedom };
  }
  return { variance: pooled([estimate, prior]), degreesOfFreedom };
}
