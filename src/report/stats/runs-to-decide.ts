import type { DifferenceEstimate } from './paired-differences.ts';
import type { Decision } from './verdict.ts';

/** Seeds beyond which a claim counts as out of reach. */
export const MOST_SEEDS = 100;

/** An estimate that decided nothing, and what one like it would decide. */
type OpenEstimate = {
  readonly estimate: DifferenceEstimate;
  readonly decide: (estimate: DifferenceEstimate) => Decision;
};

/**
 * How many more runs would decide a claim by the interval's own arithmetic: with the difference, the
 * spread over seeds and that over sentences as they are now, the fewest seeds with which any score
 * decides. A forecast, and no promise: each of the three moves with new runs.
 *
 * @param open the scores that left the claim open
 * @param runs how many runs its two cells have
 * @returns undefined where no number of seeds up to `MOST_SEEDS` would
 */
export function runsToDecide(
  open: readonly OpenEstimate[],
  runs: readonly number[],
): number | undefined {
  const needed = open.flatMap(({ estimate, decide }) => {
    for (let seeds = estimate.seeds + 1; seeds <= MOST_SEEDS; seeds++) {
      const degreesOfFreedom = estimate.degreesOfFreedom + seeds - estimate.seeds;
      if (decide({ ...estimate, seeds, degreesOfFreedom }) !== 'open') return seeds;
    }
    return [];
  });
  if (needed.length === 0) return undefined;
  const seeds = Math.min(...needed);
  return runs.reduce((total, count) => total + Math.max(0, seeds - count), 0);
}
