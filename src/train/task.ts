import type { RunConfig } from '../config/run-config.ts';
import type { BatchSource } from '../data/batch-source.ts';
import { evaluationBatches } from '../data/batches.ts';
import type { SentencePair } from '../data/corpus.ts';
import { encodePairs } from '../data/examples.ts';
import { encodeSource } from '../data/source-text.ts';
import { openTrainingData } from '../data/training-data.ts';
import { unigramLogPerplexity } from '../data/unigrams.ts';
import type { Vocabulary } from '../data/vocabulary.ts';
import type { TokenBatch } from '../model/batch.ts';
import { type Model, translationModel } from '../model/model.ts';
import type { Provenance } from '../results/result.ts';
import { cutSource } from './translator.ts';

/** Sentences to translate, and their reference translations. */
export type TranslationSet = {
  /** Source sentences as token ids. */
  readonly sources: readonly (readonly number[])[];
  readonly references: readonly string[];
};

/** The data and the model of a run, ready for use. */
export type Task = {
  readonly vocabulary: Vocabulary;
  readonly model: Model;
  /** The training set; to be closed. */
  readonly batches: BatchSource;
  readonly devBatches: readonly TokenBatch[];
  /** See `unigramLogPerplexity`. */
  readonly unigramLogPerplexity: number;
  readonly dev: TranslationSet;
  readonly test: TranslationSet;
  readonly provenance: Pick<Provenance, 'data' | 'vocabulary'>;
};

function translationSet(pairs: readonly SentencePair[], vocabulary: Vocabulary): TranslationSet {
  return {
    sources: pairs.map(({ source }) => encodeSource(vocabulary, source)),
    references: pairs.map(({ target }) => target),
  };
}

/**
 * Opens and encodes the data that `config` names.
 *
 * @throws UserError where a file is missing, or no training pair fits into a batch
 */
export async function openTask({ data, model, training }: RunConfig): Promise<Task> {
  const opened = await openTrainingData(data, training.seed);
  const { batches, dev, test, vocabulary, pairs, checksums, tooLong } = opened;
  // Attention over a line of any length would end the run for want of memory.
  const devExamples = encodePairs(dev, vocabulary).map(({ source, target }) => ({
    source: cutSource(source),
    target: cutSource(target),
  }));
  return {
    vocabulary,
    model: translationModel(model, vocabulary),
    batches,
    devBatches: evaluationBatches(devExamples, data.batching, vocabulary),
    unigramLogPerplexity: unigramLogPerplexity(
      opened.trainingTargets(),
      devExamples.map(({ target }) => target),
      vocabulary,
    ),
    dev: translationSet(dev, vocabulary),
    test: translationSet(test, vocabulary),
    provenance: {
      data: { name: data.name, pairs, checksums, tooLong },
      vocabulary: { size: vocabulary.size, checksum: vocabulary.checksum },
    },
  };
}
