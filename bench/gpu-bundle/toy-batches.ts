import { exampleBatches, trainable } from '../../src/data/batches.ts';
import { builtinCorpus } from '../../src/data/builtin-corpus.ts';
import { encodePairs } from '../../src/data/examples.ts';
import { loadVocabulary } from '../../src/data/vocabulary.ts';
import type { TokenBatch } from '../../src/model/batch.ts';
import { checkoutFolder } from '../../src/platform/checkout.ts';
import type { PlainBatch } from '../step/workload.ts';

/** Of the built-in corpus: 2,500 subwords. */
export const TOY_VOCABULARY = `${checkoutFolder}/configs/data/builtin.model`;

/**
 * Sentence pairs that are encoded: more than 300 steps need, and a quarter of a second. Later steps see
 * them again.
 */
const PAIRS = 10_000;

/**
 * Batches of the built-in corpus with the ids of its own vocabulary. A model may have
 * room for more: the rest of its embedding is computed and never looked up.
 *
 * @param shape of every batch, padding included
 * @param seed of the order of the batches
 */
export async function toyBatches(
  { sentences, length }: Pick<PlainBatch, 'sentences' | 'length'>,
  seed: number,
): Promise<{ batchOf: (step: number) => TokenBatch; padId: number }> {
  const vocabulary = await loadVocabulary(TOY_VOCABULARY);
  const examples = encodePairs(builtinCorpus().train.slice(0, PAIRS), vocabulary);
  const batching = { tokens: sentences * length, lengths: [length] };
  const { kept } = trainable(examples, batching);
  const batches = exampleBatches(kept, batching, vocabulary, seed);
  return { batchOf: (step) => batches.batch(step - 1), padId: vocabulary.padId };
}
