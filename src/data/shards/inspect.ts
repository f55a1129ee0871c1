import { join } from 'node:path';
import { sum } from 'd3-array';
import { UserError } from '../../platform/errors.ts';
import { fileChecksum } from '../../platform/file-checksum.ts';
import {
  type BatchingConfig,
  type BucketedBatching,
  batchTokens,
  longestRow,
  sentencesPerBatch,
} from '../batches.ts';
import { type PackedBatching, packPairs } from '../packing.ts';
import { type Manifest, readManifest } from '../prepare/manifest.ts';
import { bestLengths, type LengthCount } from './best-lengths.ts';
import { shardPairs } from './shard-pairs.ts';
import { openShard } from './shard-reader.ts';

/** How the batches of one length are filled. */
type ShapeFilling = {
  readonly length: number;
  /** Rows of a batch. */
  readonly rows: number;
  readonly pairs: number;
  readonly batches: number;
};

/** What a prepared data set is, and what its batches are like. */
export type Inspection = {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly shapes: readonly ShapeFilling[];
  /** Pairs that no batch has room for. */
  readonly tooLong: number;
  readonly batchesPerEpoch: number;
  /** Part of the positions of all batches, both sides, that holds no token. */
  readonly padding: number;
  /** Lengths that leave the least padding, and what they leave, where they were asked for. */
  readonly best?: { readonly lengths: number[]; readonly padding: number } | undefined;
  /** Whether all shards were read and compared with the manifest. */
  readonly verified: boolean;
};

/** How many pairs need each number of positions, and how many tokens they have. */
function lengthCounts(folder: string, { shards }: Manifest): LengthCount[] {
  const counts = new Map<number, { pairs: number; tokens: number }>();
  for (const { file } of shards) {
    const shard = openShard(join(folder, file));
    for (const { sourceTokens, targetTokens, pairs } of shard.entries) {
      const needed = Math.max(sourceTokens, targetTokens) + 1;
      const count = counts.get(needed) ?? { pairs: 0, tokens: 0 };
      count.pairs += pairs;
      // Each side has an end or begin symbol.
      count.tokens += pairs * (sourceTokens + targetTokens + 2);
      counts.set(needed, count);
    }
    shard.close();
  }
  return [...counts]
    .map(([length, count]) => ({ length, ...count }))
    .sort((a, b) => a.length - b.length);
}

function bucketedFilling(
  counts: readonly LengthCount[],
  { tokens, lengths }: Pick<BucketedBatching, 'tokens' | 'lengths'>,
): ShapeFilling[] {
  return lengths.map((length, i) => {
    const shorter = lengths[i - 1] ?? 0;
    const inside = counts.filter((count) => count.length > shorter && count.length <= length);
    const pairs = sum(inside, (count) => count.pairs);
    const rows = sentencesPerBatch(tokens, length);
    return { length, rows, pairs, batches: Math.ceil(pairs / rows) };
  });
}

/** The part of the positions of `shapes`, both sides, that pairs short enough for them leave empty. */
function paddingOf(shapes: readonly ShapeFilling[], counts: readonly LengthCount[]): number {
  const positions = sum(shapes, ({ length, rows, batches }) => 2 * batches * rows * length);
  const longest = shapes.at(-1)!.length;
  const filled = sum(counts, ({ length, tokens }) => (length <= longest ? tokens : 0));
  return positions === 0 ? 0 : 1 - filled / positions;
}

/** How packed batches are filled. */
function packedFilling(
  folder: string,
  { shards }: Manifest,
  { rowLength, rows }: PackedBatching,
): ShapeFilling {
  const open = shards.map(({ file }) => openShard(join(folder, file)));
  const pairs = shardPairs(open, 0, rowLength);
  const packed = packPairs(pairs, rowLength, 0);
  for (const shard of open) shard.close();
  return { length: rowLength, rows, pairs: pairs.count, batches: Math.ceil(packed.rows / rows) };
}

async function verifyShards(folder: string, { shards }: Manifest): Promise<void> {
  for (const { file, sha256 } of shards) {
    const path = join(folder, file);
    const actual = await fileChecksum(path, 'sha256');
    if (actual === sha256) continue;
    throw new UserError(
      `${path}: its sha256 is ${actual}, the manifest lists ${sha256}; prepare the data again`,
    );
  }
}

/**
 * Looks at prepared data.
 *
 * @param batching the batches to make of it
 * @throws UserError where something of it is missing or damaged, or the best shapes are asked for and
 *   no pair fits into any
 */
export async function inspectPrepared(
  folder: string,
  batching: BatchingConfig,
  options: { readonly verify: boolean; readonly shapes?: number | undefined },
): Promise<Inspection> {
  const manifest = readManifest(folder);
  if (options.verify) await verifyShards(folder, manifest);
  const counts = lengthCounts(folder, manifest);
  const longest = longestRow(batching);
  const fitting = counts.filter(({ length }) => length <= longest);
  if (options.shapes !== undefined && fitting.length === 0) {
    throw new UserError(
      `--shapes ${options.shapes}: no pair of ${folder} fits into a row of ${longest} positions, the ` +
        `longest of data.batching; the shortest pair needs ${counts[0]?.length ?? 'more'}`,
    );
  }
  const shapes =
    batching.kind === 'packed'
      ? [packedFilling(folder, manifest, batching)]
      : bucketedFilling(counts, batching);
  const best = (most: number): Inspection['best'] => {
    const lengths = bestLengths(fitting, most);
    const filling = bucketedFilling(counts, { tokens: batchTokens(batching), lengths });
    return { lengths, padding: paddingOf(filling, counts) };
  };
  return {
    folder,
    manifest,
    shapes,
    tooLong: manifest.train.pairs - sum(shapes, ({ pairs }) => pairs),
    batchesPerEpoch: sum(shapes, ({ batches }) => batches),
    padding: paddingOf(shapes, counts),
    best: options.shapes === undefined ? undefined : best(options.shapes),
    verified: options.verify,
  };
}
