import type { ConfidenceInterval, Score } from './score.ts';
import type { ScoreContext } from './signature.ts';

/**
 * A metric whose corpus score is a function of statistics summed over segments. All scoring,
 * resampling and streaming goes through these three functions.
 */
export interface Metric<S extends Score = Score> {
  /** The metric as printed: `BLEU`, `chrF2++`, `TER`. */
  readonly name: string;
  /** How many numbers describe a segment. */
  readonly statisticsLength: number;
  /**
   * Takes in the references of a segment, at least one. The function it returns yields the
   * sufficient statistics of a hypothesis; it is good until the next references are taken in.
   */
  withReferences(references: readonly string[]): (hypothesis: string) => readonly number[];
  /** The bare score of summed statistics. */
  value(statistics: ArrayLike<number>): number;
  /** The score of summed statistics with all that is reported beside it. */
  score(statistics: ArrayLike<number>, context: ScoreContext, confidence?: ConfidenceInterval): S;
}
