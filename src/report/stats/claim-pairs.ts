import type { CellReference, Comparison } from '../../experiment/schema.ts';
import type { StoredResult } from '../../results/stored-result.ts';
import { type DifferenceEstimate, estimateDifferences } from './paired-differences.ts';
import { bleuOf, devScoreOf, type ScoreName, unlearnedLogPerplexity } from './scores.ts';
import { resampledScores, sentenceDeviation } from './sentence-bootstrap.ts';

/** Two runs of one seed: they share initial parameters, order of the data and dropout masks. */
export type RunPair = { readonly first: StoredResult; readonly second: StoredResult };

const seedOf = ({ result }: StoredResult): number => result.config.training.seed;

/** The runs of two cells that have one of `seeds` in common, in the order of `seeds`. */
export function pairRuns(
  first: readonly StoredResult[],
  second: readonly StoredResult[],
  seeds: readonly number[],
): RunPair[] {
  const find = (runs: readonly StoredResult[], seed: number) =>
    runs.find((run) => seedOf(run) === seed);
  return seeds.flatMap((seed) => {
    const [one, other] = [find(first, seed), find(second, seed)];
    return one === undefined || other === undefined ? [] : [{ first: one, second: other }];
  });
}

/** What estimates the differences of all claims of a table from their pairs, a score at a time. */
export type Estimator = (
  score: ScoreName,
  pairs: readonly (readonly RunPair[])[],
) => (DifferenceEstimate | undefined)[];

const cellName = ({ row, arm }: CellReference): string => `${row} ${arm}`;

/**
 * @param comparisons the claims; the estimator takes their pairs in this order
 * @param runs all runs that may be in a pair
 */
export function createEstimator(
  comparisons: readonly Comparison[],
  runs: readonly StoredResult[],
): Estimator {
  const resampled = resample(runs);
  const unlearned = unlearnedLogPerplexity(runs.map(({ result }) => result));
  const score = {
    bleu: ({ result }: StoredResult) => bleuOf(result)!,
    logPerplexity: ({ result }: StoredResult) => devScoreOf(result, unlearned),
  };
  return (name, pairs) => {
    // Where translations were not kept, what sentences do to a difference is not known.
    const usable = pairs.map((own) =>
      name === 'bleu'
        ? own.filter(({ first, second }) => resampled.has(first) && resampled.has(second))
        : own,
    );
    return estimateDifferences(
      comparisons.map(({ first, second }, i) => ({
        first: cellName(first),
        second: cellName(second),
        differences: usable[i]!.map((pair) => score[name](pair.first) - score[name](pair.second)),
        // Results keep no losses by sentence, so the development set is taken as it is.
        sentences:
          name === 'bleu' && usable[i]!.length > 0
            ? sentenceDeviation(
                usable[i]!.map((pair) => [resampled.get(pair.first)!, resampled.get(pair.second)!]),
              )
            : 0,
      })),
    );
  };
}

/** The scores of every run that kept translations on the same samples of the sentences. */
function resample(runs: readonly StoredResult[]): ReadonlyMap<StoredResult, Float64Array> {
  const known = runs.flatMap((run) =>
    run.sentences === undefined ? [] : [{ run, sentences: run.sentences }],
  );
  const scores = resampledScores(known.map(({ sentences }) => sentences));
  return new Map(known.map(({ run }, i) => [run, scores[i]!]));
}
