import { least, min, rollups } from 'd3-array';
import type { Trial } from '../../experiment/tuning.ts';

/** How much larger than the best perplexity one within the band may be. */
export const BAND_PART = 0.05;

/** The same in nats a token, as perplexity is the exponential of log-perplexity. */
const BAND_NATS = Math.log(1 + BAND_PART);

/** The factors about the best one with a perplexity within `BAND_PART` of the best. */
export type RateBand = {
  readonly from: number;
  readonly to: number;
  /** Whether the least or the largest factor that was tried is in it, so that it may go on. */
  readonly touchesEdge: boolean;
};

/**
 * How sensitive a row is to its rate, from its trials in all studies together. A factor's score is the lowest
 * log-perplexity of the trials at this factor, whatever their seeds and other settings; it has none where
 * all of them diverged. A factor is within the band if its score is at most ln 1.05 nats above the best.
 * The band has the best factor and its neighbours among the factors that were tried, on each side up to the
 * first that is not within: what lies beyond a gap does not count. Undefined where no trial was completed.
 */
export function rateBand(
  trials: readonly Pick<Trial, 'factor' | 'logPerplexity'>[],
): RateBand | undefined {
  const scores = rollups(
    trials,
    (own) => min(own, ({ logPerplexity }) => logPerplexity) ?? Number.POSITIVE_INFINITY,
    ({ factor }) => factor,
  ).toSorted(([a], [b]) => a - b);
  const best = least(scores, ([, score]) => score);
  if (best === undefined || best[1] === Number.POSITIVE_INFINITY) return undefined;
  const at = scores.indexOf(best);
  const isOutside = ([, score]: readonly [number, number]) => score > best[1] + BAND_NATS;
  const first = scores.slice(0, at).findLastIndex(isOutside) + 1;
  const after = scores.findIndex((score, i) => i > at && isOutside(score));
  const last = after === -1 ? scores.length - 1 : after - 1;
  return {
    from: scores[first]![0],
    to: scores[last]![0],
    touchesEdge: first === 0 || last === scores.length - 1,
  };
}
