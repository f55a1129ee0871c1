import { mean, variance } from 'd3-array';
import jStat from 'jstat';
import { fitVariancePrior, moderate, type VarianceEstimate } from './moderated-variance.ts';

export type PairedDifferences = {
  readonly first: string;
  readonly second: string;
  /** The score of the first cell minus that of the second, for each seed that both have. */
  readonly differences: readonly number[];
  /** Standard deviation of their mean over resampled sentences; 0 where sentences do not count. */
  readonly sentences: number;
};

/** A mean difference, and how far other seeds and other sentences would move it. */
export type DifferenceEstimate = {
  readonly mean: number;
  readonly seeds: number;
  /** Moderated standard deviation of one seed's difference. */
  readonly seedDeviation: number;
  /** Of `seedDeviation`. */
  readonly degreesOfFreedom: number;
  /** Standard deviation of the mean over resampled sentences. */
  readonly sentences: number;
};

export type Interval = { readonly low: number; readonly high: number };

/** Standard errors of the spread of log variances that the prior is cautious by. */
const CAUTION = 1;

/** Of two differences or more. */
function ownEstimate(differences: readonly number[]): VarianceEstimate & { readonly mean: number } {
  return {
    mean: mean(differences)!,
    variance: variance(differences)!,
    degreesOfFreedom: differences.length - 1,
  };
}

/**
 * The degrees of freedom that claims have together. Claims that close a circle of cells (A - B,
 * B - C, A - C) repeat what the others say, so only those of a spanning forest count.
 */
function independentFreedom(claims: readonly PairedDifferences[]): number {
  const parents = new Map<string, string>();
  const rootOf = (cell: string): string => {
    const parent = parents.get(cell);
    return parent === undefined ? cell : rootOf(parent);
  };
  let freedom = 0;
  const mostFirst = claims.toSorted((a, b) => b.differences.length - a.differences.length);
  for (const { first, second, differences } of mostFirst) {
    const [root, otherRoot] = [rootOf(first), rootOf(second)];
    if (root === otherRoot) continue;
    parents.set(root, otherRoot);
    freedom += differences.length - 1;
  }
  return freedom;
}

/**
 * The differences of all claims of a table with moderated variances over seeds (Smyth 2004): each
 * claim's own, drawn towards that of all claims. Three precautions, as a table has some twenty
 * claims and not a microarray's thousands: the prior's degrees of freedom are taken at the low end of
 * what the claims allow; all claims together count no cell's runs twice; and a claim that spreads
 * more than the prior keeps its own variance. `simulation.test.ts` has what they are needed for.
 *
 * Claims whose differences do not vary at all, as of two cells that diverge with every seed, have the
 * prior's variance, and no say in it.
 *
 * @returns undefined for a claim with fewer than two seeds, and where no claim's differences vary
 */
export function estimateDifferences(
  claims: readonly PairedDifferences[],
): (DifferenceEstimate | undefined)[] {
  const paired = claims.filter(({ differences }) => differences.length > 1);
  const varying = paired.filter(({ differences }) => ownEstimate(differences).variance > 0);
  if (varying.length === 0) return claims.map(() => undefined);
  const prior = fitVariancePrior(
    varying.map(({ differences }) => ownEstimate(differences)),
    CAUTION,
  );
  const freedom = independentFreedom(varying);
  return claims.map(({ differences, sentences }) => {
    if (differences.length < 2) return undefined;
    const own = ownEstimate(differences);
    const borrowed = Math.min(prior.degreesOfFreedom, freedom - own.degreesOfFreedom);
    const moderated = moderate(own, { ...prior, degreesOfFreedom: borrowed });
    const variance =
      own.variance === 0 ? prior.variance : Math.max(own.variance, moderated.variance);
    return {
      mean: own.mean,
      seeds: differences.length,
      seedDeviation: Math.sqrt(variance),
      degreesOfFreedom: moderated.degreesOfFreedom,
      sentences,
    };
  });
}

/** Student's distribution is the normal one from here on, to six digits of any quantile used. */
const MANY = 1e7;

/**
 * The interval around a mean difference: the limits over seeds, Student's, and those over sentences,
 * normal, added in quadrature (Howe 1974, JASA 69, 789-794). Satterthwaite's degrees of freedom for the
 * sum would take a small variance over seeds at its word: the interval would be narrower than that of
 * the seeds alone, and miss too often (`simulation.test.ts`).
 *
 * @param level the probability that the interval misses the true difference
 */
export function differenceInterval(estimate: DifferenceEstimate, level: number): Interval {
  const { mean, seeds, seedDeviation, degreesOfFreedom, sentences } = estimate;
  const p = 1 - level / 2;
  const normal = jStat.normal.inv(p, 0, 1);
  const student = degreesOfFreedom > MANY ? normal : jStat.studentt.inv(p, degreesOfFreedom);
  const half = Math.hypot((student * seedDeviation) / Math.sqrt(seeds), normal * sentences);
  return { low: mean - half, high: mean + half };
}
