import { join } from 'node:path';
import type { RunConfig } from '../config/run-config.ts';
import { UserError } from '../platform/errors.ts';
import type { BatchSource } from './batch-source.ts';
import { type BatchingConfig, exampleBatches, longestRow, trainable } from './batches.ts';
import {
  loadCorpus,
  type PreparedCorpusConfig,
  readPairs,
  type SentencePair,
  type Split,
  splitChecksum,
  type TextCorpusConfig,
} from './corpus.ts';
import { encodePairsOnce } from './encoded-pairs.ts';
import { readManifest } from './prepare/manifest.ts';
import { prefetchedShardBatches } from './shards/prefetch.ts';
import { sampleTargets } from './shards/sample-targets.ts';
import { loadVocabulary, type Vocabulary } from './vocabulary.ts';

type DataConfig = RunConfig['data'];

/** Everything that a run reads. */
type TrainingData = {
  readonly batches: BatchSource;
  readonly dev: readonly SentencePair[];
  readonly test: readonly SentencePair[];
  /** Target sides of training pairs as token ids: of all of them, or of an even sample. */
  trainingTargets(): Iterable<readonly number[]>;
  readonly vocabulary: Vocabulary;
  readonly pairs: Readonly<Record<Split, number>>;
  /** See `splitChecksum`. */
  readonly checksums: Readonly<Record<Split, string>>;
  /** Training pairs left out because no batch has room for them. */
  readonly tooLong: number;
};

function nothingFits(batching: BatchingConfig): UserError {
  const key = batching.kind === 'packed' ? 'rowLength' : 'lengths';
  return new UserError(
    `data.batching.${key}: every training pair is longer than ${longestRow(batching)} ` +
      'subwords; allow longer ones',
  );
}

async function openText(
  config: DataConfig,
  corpusConfig: TextCorpusConfig,
  seed: number,
): Promise<TrainingData> {
  const { train, dev, test } = await loadCorpus(corpusConfig);
  const vocabulary = await loadVocabulary(config.vocabulary);
  const checksum = splitChecksum(train);
  const encoded = encodePairsOnce({ pairs: train, checksum, vocabulary });
  const { kept, tooLong } = trainable(encoded, config.batching);
  if (kept.length === 0) throw nothingFits(config.batching);
  return {
    batches: exampleBatches(kept, config.batching, vocabulary, seed),
    dev,
    test,
    trainingTargets: () => kept.map(({ target }) => target),
    vocabulary,
    pairs: { train: train.length, dev: dev.length, test: test.length },
    checksums: {
      train: checksum,
      dev: splitChecksum(dev),
      test: splitChecksum(test),
    },
    tooLong,
  };
}

async function openPrepared(
  config: DataConfig,
  { folder, testSet = 'test' }: PreparedCorpusConfig,
  seed: number,
): Promise<TrainingData> {
  const manifest = readManifest(folder);
  if (manifest.name !== config.name) {
    throw new UserError(
      `data.name: given ${config.name}; the data in ${folder} is ${manifest.name}, ` +
        'and results must not call it something else',
    );
  }
  const vocabulary = await loadVocabulary(config.vocabulary);
  if (vocabulary.checksum !== manifest.vocabulary.checksum) {
    throw new UserError(
      `data.vocabulary: ${config.vocabulary} is not the vocabulary that the data was encoded with, ` +
        `which is ${join(folder, manifest.vocabulary.file)}`,
    );
  }
  const { source, target } = manifest.languages;
  const heldOut = async (split: 'dev' | 'test') => {
    const files = [source, target].map((language) => join(folder, `${split}.${language}`));
    const pairs = await readPairs(files[0]!, files[1]!);
    if (splitChecksum(pairs) !== manifest[split].checksum) {
      throw new UserError(
        `${files.join(' and ')} are not what the manifest lists; prepare the data again`,
      );
    }
    return pairs;
  };
  const { padId, unkId, bosId, eosId } = vocabulary;
  const batches = await prefetchedShardBatches({
    folder,
    shards: manifest.shards,
    vocabulary: vocabulary.checksum,
    batching: config.batching,
    symbols: { padId, unkId, bosId, eosId },
    seed,
  });
  if (batches.batchesPerEpoch === 0) {
    batches.close();
    throw nothingFits(config.batching);
  }
  const ofSplits = <T>(of: (split: Split) => T) => ({
    train: of('train'),
    dev: of('dev'),
    test: of(testSet),
  });
  return {
    batches,
    dev: await heldOut('dev'),
    test: await heldOut(testSet),
    trainingTargets: () => sampleTargets(folder, manifest.shards),
    vocabulary,
    pairs: ofSplits((split) => manifest[split].pairs),
    checksums: ofSplits((split) => manifest[split].checksum),
    tooLong: batches.tooLong,
  };
}

/**
 * Opens the data of a run.
 *
 * @param seed of the order of training batches
 */
export function openTrainingData(config: DataConfig, seed: number): Promise<TrainingData> {
  const { corpus } = config;
  return corpus.kind === 'shards'
    ? openPrepared(config, corpus, seed)
    : openText(config, corpus, seed);
}
