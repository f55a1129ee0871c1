import { corpusStatistics, type Metric, type Score, sumStatistics } from 'sacrebleu-ts';
import { permutation, siteSeed } from '../ops/philox.ts';

/** Their mean moves by about a hundredth of a BLEU with thousands of sentences. */
const SHUFFLES = 5;

/**
 * What translations score against the references in shuffled order, the mean of several shuffles:
 * the score of whatever they would say to any source. A model whose score is no higher does not look
 * at what it translates.
 *
 * @param seed the shuffles are drawn from it, so that the same seed gives the same number
 */
export function permutationFloor<S extends Score>(
  metric: Metric<S>,
  translations: readonly string[],
  references: readonly string[],
  seed: number,
): number {
  let total = 0;
  for (let shuffle = 0; shuffle < SHUFFLES; shuffle++) {
    const order = permutation(references.length, [siteSeed(seed, 'permutation-floor'), shuffle]);
    const shuffled = Array.from(order, (index) => references[index]!);
    const statistics = corpusStatistics(metric, translations, [shuffled]);
    total += metric.value(sumStatistics(metric, statistics));
  }
  return total / SHUFFLES;
}
