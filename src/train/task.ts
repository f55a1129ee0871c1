import type { RunConfig } from '../config/run-config.ts';
import { epochBatches, evaluationBatches, type TokenBatch, trainable } from '../data/batches.ts';
import { type Corpus, loadCorpus, type Split, splitChecksum } from '../data/corpus.ts';
import { type Example, encodePairs } from '../data/examples.ts';
import { loadVocabulary, type Vocabulary } from '../data/vocabulary.ts';
import { UserError } from '../errors.ts';
import type { Provenance } from '../results/result.ts';

/** What is to be learned and how it is tested: the data of a run, ready for use. */
export type Task = {
  readonly vocabulary: Vocabulary;
  /** Training pairs that fit into a batch. */
  readonly examples: readonly Example[];
  readonly devBatches: readonly TokenBatch[];
  /** The test set's source sentences as token ids. */
  readonly testSources: readonly (readonly number[])[];
  readonly testReferences: readonly string[];
  readonly provenance: Pick<Provenance, 'data' | 'vocabulary'>;
};

function bySplit<T>(corpus: Corpus, of: (pairs: Corpus[Split]) => T): Record<Split, T> {
  return { train: of(corpus.train), dev: of(corpus.dev), test: of(corpus.test) };
}

/**
 * Loads and encodes the data that `config` names.
 *
 * @throws UserError where a file is missing, or no training pair fits into a batch
 */
export async function loadTask({ data }: RunConfig): Promise<Task> {
  const corpus = loadCorpus(data.corpus);
  const vocabulary = await loadVocabulary(data.vocabulary);
  const { kept, tooLong } = trainable(encodePairs(corpus.train, vocabulary), data.batching);
  if (kept.length === 0) {
    throw new UserError(
      `data.batching.lengths: every training pair is longer than ${data.batching.lengths.at(-1)} ` +
        'subwords; allow longer ones',
    );
  }
  return {
    vocabulary,
    examples: kept,
    devBatches: evaluationBatches(encodePairs(corpus.dev, vocabulary), data.batching, vocabulary),
    testSources: corpus.test.map(({ source }) => vocabulary.encode(source)),
    testReferences: corpus.test.map(({ target }) => target),
    provenance: {
      data: {
        name: data.name,
        pairs: bySplit(corpus, (pairs) => pairs.length),
        checksums: bySplit(corpus, splitChecksum),
        tooLong,
      },
      vocabulary: { size: vocabulary.size, checksum: vocabulary.checksum },
    },
  };
}

/** The training batches after the first `done`, without end: one epoch after the other. */
export function* trainingBatches(
  { data, training }: RunConfig,
  { examples, vocabulary }: Task,
  done: number,
): Generator<TokenBatch, never> {
  let left = done;
  for (let epoch = 0; ; epoch++) {
    for (const batch of epochBatches(examples, data.batching, vocabulary, training.seed, epoch)) {
      if (left > 0) left--;
      else yield batch;
    }
  }
}
