import { join } from 'node:path';
import { range, sum } from 'd3-array';
import { type RandomKey, siteSeed } from '../../ops/philox.ts';
import { UserError } from '../../platform/errors.ts';
import { type BatchSource, epochBatches } from '../batch-source.ts';
import {
  assembleBatch,
  type BatchingConfig,
  type BucketedBatching,
  sentencesPerBatch,
} from '../batches.ts';
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

/** Batches of one length each. */
function bucketedBatches(
  shards: readonly Shard[],
  { tokens, lengths }: BucketedBatching,
  { seed, symbols }: ShardBatchesConfig,
): BatchSource & { readonly pairs: number } {
  const buckets = lengths
    .map((length, i) => {
      const pairs = shardPairs(shards, lengths[i - 1] ?? 0, length);
      const sentences = sentencesPerBatch(tokens, length);
      return { length, sentences, pairs, batches: Math.ceil(pairs.count / sentences) };
    })
    .filter(({ pairs }) => pairs.count > 0);
  const batchesPerEpoch = sum(buckets, ({ batches }) => batches);
  const epochOf = (epoch: number) => {
    const key = (site: string): RandomKey => [siteSeed(seed, site), epoch];
    const batchAt = indexPermutation(batchesPerEpoch, key('shard batch order'));
    const pairAt = buckets.map(({ length, pairs }) =>
      indexPermutation(pairs.count, key(`shard pair order ${length}`)),
    );
    return (place: number) => {
      let number = batchAt(place);
      let i = 0;
      while (number >= buckets[i]!.batches) number -= buckets[i++]!.batches;
      const { length, sentences, pairs } = buckets[i]!;
      const first = number * sentences;
      const numbers = range(first, Math.min(first + sentences, pairs.count));
      const examples = numbers.map((pair) => pairs.read(pairAt[i]!(pair)));
      return assembleBatch(examples, sentences, length, symbols);
    };
  };
  return {
    ...epochBatches(batchesPerEpoch, epochOf),
    pairs: sum(buckets, ({ pairs }) => pairs.count),
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
  const packed = (rows: PackedBatching) => {
    const pairs = shardPairs(shards, 0, rows.rowLength);
    return { pairs: pairs.count, ...packedBatches(pairs, rows, symbols, seed) };
  };
  const { pairs, ...batches } =
    batching.kind === 'packed' ? packed(batching) : bucketedBatches(shards, batching, config);
  return {
    ...batches,
    tooLong: sum(shards, (shard) => shard.pairs) - pairs,
    close: () => {
      for (const shard of shards) shard.close();
    },
  };
}
