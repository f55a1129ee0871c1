import type { CellReference, Comparison } from '../../experiment/schema.ts';
import { type StoredResult, seedOf } from '../../experiment/stored-result.ts';
import { type DifferenceEstimate, estimateDifferences } from './paired-differences.ts';
import { bleuOf, devScoreOf, type ScoreName, unlearnedLogPerplexity } from './scores.ts';
import { resampledScores, sentenceDeviation } from './sentence-bootstrap.ts';

/** Two runs of one seed: they share initial parameters, order of the data and dropout masks. */
export type RunPair = { readonly first: StoredResult; readonly second: StoredResult };

/** The runs of two cells that have one of `seeds` in common, in the order of `seeds`. */
export function pairRuns(
  first: readonly StoredResult[],
  second: readonly StoredResult[],
  seeds: readonly number[],
): RunPair[] {
  return seeds.flatMap((seed) => {
    const [one, other] = [first, second].map((runs) => runs.find((run) => seedOf(run) === seed));
    return one === undefined || other === undefined ? [] : [{ first: one, second: other }];
  });
}

/**
 * What subtracts the second run's score of a pair from the first's; not a number where one has none.
 *
 * @param runs all runs of the table
 */
export function pairDifferences(runs: readonly StoredResult[]) {
  const unlearned = unlearnedLogPerplexity(runs.map(({ result }) => result));
  const score = {
    bleu: ({ result }: StoredResult) => bleuOf(result) ?? Number.NaN,
    logPerplexity: ({ result }: StoredResult) => devScoreOf(result, unlearned),
  };
  return (name: ScoreName, { first, second }: RunPair) => score[name](first) - score[name](second);
}

const cellName = ({ row, arm }: CellReference): string => `${row} ${arm}`;

/**
 * What gives the scores of runs on the same samples of the sentences, of those that kept translations.
 * A run is sampled once, and only if it is asked for: this takes most of a table's time.
 */
function sampler(): (runs: readonly StoredResult[]) => ReadonlyMap<StoredResult, Float64Array> {
  const known = new Map<StoredResult, Float64Array>();
  return (runs) => {
    const missing = [...new Set(runs)].filter(
      (run) => run.sentences !== undefined && !known.has(run),
    );
    if (missing.length === 0) return known;
    const scores = resampledScores(missing.map(({ sentences }) => sentences!));
    for (const [i, run] of missing.entries()) known.set(run, scores[i]!);
    return known;
  };
}

/**
 * What estimates the differences of all claims of a table from their pairs, a score at a time.
 *
 * @param comparisons the claims; the estimator takes their pairs in this order
 * @param runs all runs that may be in a pair
 */
export function createEstimator(
  comparisons: readonly Comparison[],
  runs: readonly StoredResult[],
): (name: ScoreName, pairs: readonly (readonly RunPair[])[]) => (DifferenceEstimate | undefined)[] {
  const resample = sampler();
  const difference = pairDifferences(runs);
  return (name, pairs) => {
    const sampled =
      name === 'bleu' ? pairs.flat().flatMap((pair) => [pair.first, pair.second]) : [];
    const resampled = resample(sampled);
    return estimateDifferences(
      comparisons.map(({ first, second }, i) => {
        // Without translations, the part of the sentences in a difference of BLEU is not known.
        const isUsable = (run: StoredResult) => name !== 'bleu' || resampled.has(run);
        const usable = pairs[i]!.filter((pair) => isUsable(pair.first) && isUsable(pair.second));
        return {
          first: cellName(first),
          second: cellName(second),
          differences: usable.map((pair) => difference(name, pair)),
          // Results keep no losses by sentence, so the development set is taken as it is.
          sentences:
            name === 'bleu' && usable.length > 0
              ? sentenceDeviation(
                  usable.map((pair) => [resampled.get(pair.first)!, resampled.get(pair.second)!]),
                )
              : 0,
        };
      }),
    );
  };
}
