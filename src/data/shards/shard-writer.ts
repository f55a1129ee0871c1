import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import {
  CHECKSUM_BYTES,
  encodeHeader,
  encodeIndex,
  HEADER_BYTES,
  type IndexEntry,
  recordBytes,
} from './format.ts';

/** Vocabularies up to this size have ids of 16 bits. */
const LARGEST_SHORT_VOCABULARY = 2 ** 16;

/** Bytes gathered before they are written. */
const WRITE_BYTES = 1 << 20;

/** Pairs as token ids, without control symbols. */
export type TokenPairs = {
  /** Source tokens and target tokens of each pair, in turn. */
  readonly tokens: Uint32Array;
  /** How many: `lengths[2 i]` source and `lengths[2 i + 1]` target tokens of pair i. */
  readonly lengths: Uint16Array;
};

/** Pairs in the order in which they are written, and the index of that. */
function layOut(lengths: Uint16Array): { order: number[]; entries: IndexEntry[] } {
  const order = Array.from({ length: lengths.length / 2 }, (_, pair) => pair);
  const source = (pair: number) => lengths[2 * pair]!;
  const target = (pair: number) => lengths[2 * pair + 1]!;
  const longer = (pair: number) => Math.max(source(pair), target(pair));
  order.sort(
    (a, b) => longer(a) - longer(b) || source(a) - source(b) || target(a) - target(b) || a - b,
  );
  const entries: { sourceTokens: number; targetTokens: number; pairs: number }[] = [];
  for (const pair of order) {
    const last = entries.at(-1);
    if (last?.sourceTokens === source(pair) && last.targetTokens === target(pair)) last.pairs++;
    else entries.push({ sourceTokens: source(pair), targetTokens: target(pair), pairs: 1 });
  }
  return { order, entries };
}

/** Where the tokens of each pair start. */
function tokenStarts(lengths: Uint16Array): Uint32Array {
  const starts = new Uint32Array(lengths.length / 2);
  for (let pair = 0, at = 0; pair < starts.length; pair++) {
    starts[pair] = at;
    at += lengths[2 * pair]! + lengths[2 * pair + 1]!;
  }
  return starts;
}

/**
 * Writes a shard; see `format.ts`.
 *
 * @param vocabulary its size, and the SHA-256 of its model file
 * @returns what the manifest lists of it
 */
export function writeShard(
  path: string,
  { tokens, lengths }: TokenPairs,
  vocabulary: { readonly size: number; readonly checksum: string },
): { pairs: number; bytes: number; sha256: string } {
  const tokenBytes = vocabulary.size <= LARGEST_SHORT_VOCABULARY ? 2 : 4;
  const { order, entries } = layOut(lengths);
  const starts = tokenStarts(lengths);
  const index = encodeIndex(entries);
  const fileBytes = entries.reduce(
    (total, { sourceTokens, targetTokens, pairs }) =>
      total + pairs * recordBytes(sourceTokens, targetTokens, tokenBytes),
    HEADER_BYTES + index.length,
  );
  const header = encodeHeader({
    tokenBytes,
    pairs: order.length,
    entries: entries.length,
    fileBytes,
    indexChecksum: crc32(index),
    vocabulary: vocabulary.checksum,
  });
  const hash = createHash('sha256');
  const file = openSync(path, 'wx');
  try {
    const write = (bytes: Uint8Array) => {
      hash.update(bytes);
      for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
    };
    write(header);
    write(index);
    let buffer = Buffer.alloc(WRITE_BYTES);
    let used = 0;
    for (const pair of order) {
      const count = lengths[2 * pair]! + lengths[2 * pair + 1]!;
      const size = CHECKSUM_BYTES + count * tokenBytes;
      if (used + size > buffer.length) {
        write(buffer.subarray(0, used));
        used = 0;
        if (size > buffer.length) buffer = Buffer.alloc(size);
      }
      const body = used + CHECKSUM_BYTES;
      for (let i = 0; i < count; i++) {
        buffer.writeUIntLE(tokens[starts[pair]! + i]!, body + i * tokenBytes, tokenBytes);
      }
      buffer.writeUInt32LE(crc32(buffer.subarray(body, used + size)), used);
      used += size;
    }
    write(buffer.subarray(0, used));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  return { pairs: order.length, bytes: fileBytes, sha256: hash.digest('hex') };
}
