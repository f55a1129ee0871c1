import { join } from 'node:path';
import { type RandomKey, siteSeed } from '../../ops/philox.ts';
import { UserError } from '../../platform/errors.ts';
import type { BatchSource } from '../batch-source.ts';
import {
  assembleBatch,
  type BatchingConfig,
  type BucketedBatching,
  sentencesPerBatch,
} from '../batches.ts';
import type { Example } from '../examples.ts';
import { indexPermutation } from '../index-permutation.ts';
import { type PackedBatching, packedBatches } from '../packing.ts';
import type { Manifest } from '../prepare/manifest.ts';
import type { ControlSymbols } from '../vocabulary.ts';
import { shardPairs } from './shard-pairs.ts';
import { openShard, type Shard } from './shard-reader.ts';

/** All it takes to read a prepared corpus; plain data, so that a thread can be given it. */
export type ShardBatchesConfig = {
  readonly folder: string;
  readonly shards: Manifest['shards'];
  /** SHA-256 of the vocabulary that the tokens are of. */
  readonly vocabulary: string;
  readonly batching: BatchingConfig;
  readonly symbols: ControlSymbols;
  readonly seed: number;
};

/** Pairs of one batch length: any of them by its number. */
type Bucket = {
  readonly length: number;
  readonly sentences: number;
  readonly pairs: number;
  readonly batches: number;
  read(pair: number): Example;
};

/** @throws UserError where a shard is not the one that the manifest lists */
function openShards({ folder, shards, vocabulary }: ShardBatchesConfig): Shard[] {
  const open: Shard[] = [];
  try {
    for (const { file, pairs } of shards) {
      const shard = openShard(join(folder, file));
      open.push(shard);
      if (shard.pairs !== pairs || shard.vocabulary !== vocabulary) {
        const what = shard.pairs === pairs ? 'another vocabulary' : `${shard.pairs} pairs`;
        throw new UserError(
          `${shard.path} is of ${what}, not the shard that the manifest lists; prepare the data again`,
        );
      }
    }
  } catch (error) {
    for (const shard of open) shard.close();
    throw error;
  }
  return open;
}

function bucketOf(
  shards: readonly Shard[],
  length: number,
  shorter: number,
  tokens: number,
): Bucket {
  const pairs = shardPairs(shards, shorter, length);
  const sentences = sentencesPerBatch(tokens, length);
  return {
    length,
    sentences,
    pairs: pairs.count,
    batches: Math.ceil(pairs.count / sentences),
    read: pairs.read,
  };
}

/** The permutations of one epoch: of its batches, and of the pairs of each bucket. */
type EpochOrder = {
  readonly batch: (index: number) => number;
  readonly pairs: readonly ((index: number) => number)[];
};

function epochOrder(
  buckets: readonly Bucket[],
  batches: number,
  seed: number,
  epoch: number,
): EpochOrder {
  const key = (site: string): RandomKey => [siteSeed(seed, site), epoch];
  return {
    batch: indexPermutation(batches, key('shard batch order')),
    pairs: buckets.map(({ length, pairs }) =>
      indexPermutation(pairs, key(`shard pair order ${length}`)),
    ),
  };
}

/** Batches of one length each. */
function bucketedBatches(
  shards: readonly Shard[],
  { tokens, lengths }: BucketedBatching,
  { seed, symbols }: ShardBatchesConfig,
): BatchSource & { readonly pairs: number } {
  const buckets = lengths
    .map((length, i) => bucketOf(shards, length, lengths[i - 1] ?? 0, tokens))
    .filter(({ pairs }) => pairs > 0);
  const batchesPerEpoch = buckets.reduce((total, { batches }) => total + batches, 0);
  let order = { epoch: 0, ...epochOrder(buckets, batchesPerEpoch, seed, 0) };
  return {
    batchesPerEpoch,
    pairs: buckets.reduce((total, bucket) => total + bucket.pairs, 0),
    batch: (position) => {
      const epoch = Math.floor(position / batchesPerEpoch);
      if (epoch !== order.epoch) {
        order = { epoch, ...epochOrder(buckets, batchesPerEpoch, seed, epoch) };
      }
      let number = order.batch(position % batchesPerEpoch);
      let place = 0;
      while (number >= buckets[place]!.batches) number -= buckets[place++]!.batches;
      const bucket = buckets[place]!;
      const first = number * bucket.sentences;
      const count = Math.min(bucket.sentences, bucket.pairs - first);
      const examples = Array.from({ length: count }, (_, i) =>
        bucket.read(order.pairs[place]!(first + i)),
      );
      return assembleBatch(examples, bucket.sentences, bucket.length, symbols);
    },
    close: () => {},
  };
}

/**
 * Training batches of a prepared corpus, read pair by pair as they are needed: what is in memory is
 * the shards' indices and, for packed rows, the numbers of the pairs of each row. Each pair is in
 * exactly one batch an epoch. What is in a batch and the order of batches depend on (seed, epoch) only
 * and are found by permutations, so that any position is entered in constant time. The last batch, of
 * each length where there are several, may be partly empty.
 *
 * @throws UserError where a shard is missing, damaged (with the offset) or not the one listed, and
 *   where no pair is short enough
 */
export function shardBatches(
  config: ShardBatchesConfig,
): BatchSource & { readonly tooLong: number } {
  const { batching, symbols, seed } = config;
  const shards = openShards(config);
  const all = shards.reduce((total, shard) => total + shard.pairs, 0);
  const packed = (packedBatching: PackedBatching) => {
    const pairs = shardPairs(shards, 0, packedBatching.rowLength);
    return { pairs: pairs.count, ...packedBatches(pairs, packedBatching, symbols, seed) };
  };
  const { pairs, ...batches } =
    batching.kind === 'packed' ? packed(batching) : bucketedBatches(shards, batching, config);
  return {
    ...batches,
    tooLong: all - pairs,
    close: () => {
      for (const shard of shards) shard.close();
    },
  };
}
