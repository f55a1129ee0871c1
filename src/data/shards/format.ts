import { crc32 } from 'node:zlib';

/**
 * A shard: encoded sentence pairs of one corpus, in the order of their length. All numbers are
 * little-endian.
 *
 * | bytes | what |
 * |---|---|
 * | 0-7 | `SUBSHARD` |
 * | 8-11 | format version, 1 |
 * | 12-15 | bytes a token, 2 or 4 |
 * | 16-19 | pairs |
 * | 20-23 | entries of the index |
 * | 24-27 | bytes of the whole file |
 * | 28-31 | CRC-32 of the index |
 * | 32-63 | SHA-256 of the vocabulary's model file |
 * | 64-67 | CRC-32 of bytes 0-63 |
 * | 68- | the index: 8 bytes an entry: source tokens (16 bits), target tokens (16 bits), pairs (32 bits) |
 * | then | records, in the order of the index: CRC-32 of the tokens, source tokens, target tokens |
 *
 * An entry of the index covers all pairs with so many tokens on each side; entries rise by the
 * longer side, then by the source. All records of an entry have the same size, so any pair is found
 * by arithmetic, and every record is checked when it is read. Tokens have no control symbols.
 */
const MAGIC = 'SUBSHARD';
const FORMAT_VERSION = 1;
export const HEADER_BYTES = 68;
export const INDEX_ENTRY_BYTES = 8;
export const CHECKSUM_BYTES = 4;

const HEADER_CHECKSUM_OFFSET = 64;
const VOCABULARY_OFFSET = 32;

/** Pairs with the same number of tokens on each side. */
export type IndexEntry = {
  readonly sourceTokens: number;
  readonly targetTokens: number;
  readonly pairs: number;
};

type ShardHeader = {
  readonly tokenBytes: 2 | 4;
  readonly pairs: number;
  readonly entries: number;
  readonly fileBytes: number;
  readonly indexChecksum: number;
  /** SHA-256 of the vocabulary's model file, in hexadecimal digits. */
  readonly vocabulary: string;
};

/** Bytes of the record of one pair. */
export function recordBytes(
  sourceTokens: number,
  targetTokens: number,
  tokenBytes: number,
): number {
  return CHECKSUM_BYTES + (sourceTokens + targetTokens) * tokenBytes;
}

export function encodeHeader(header: ShardHeader): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES);
  bytes.write(MAGIC, 0, 'latin1');
  const { tokenBytes, pairs, entries, fileBytes, indexChecksum } = header;
  const numbers = [FORMAT_VERSION, tokenBytes, pairs, entries, fileBytes, indexChecksum];
  for (const [i, value] of numbers.entries()) bytes.writeUInt32LE(value, MAGIC.length + 4 * i);
  bytes.write(header.vocabulary, VOCABULARY_OFFSET, 'hex');
  bytes.writeUInt32LE(crc32(bytes.subarray(0, HEADER_CHECKSUM_OFFSET)), HEADER_CHECKSUM_OFFSET);
  return bytes;
}

/** @returns the header, or what is wrong with it and at which byte */
export function decodeHeader(bytes: Buffer): ShardHeader | { offset: number; problem: string } {
  if (bytes.length < HEADER_BYTES) {
    return { offset: bytes.length, problem: `the file ends within its header` };
  }
  if (bytes.toString('latin1', 0, MAGIC.length) !== MAGIC) {
    return { offset: 0, problem: `no shard: it does not start with ${MAGIC}` };
  }
  const checksum = bytes.readUInt32LE(HEADER_CHECKSUM_OFFSET);
  if (checksum !== crc32(bytes.subarray(0, HEADER_CHECKSUM_OFFSET))) {
    return { offset: 0, problem: 'the header is damaged: its checksum is wrong' };
  }
  const number = (i: number) => bytes.readUInt32LE(MAGIC.length + 4 * i);
  if (number(0) !== FORMAT_VERSION) {
    const problem = `version ${number(0)} of the format; this program reads ${FORMAT_VERSION}`;
    return { offset: MAGIC.length, problem };
  }
  return {
    tokenBytes: number(1) as 2 | 4,
    pairs: number(2),
    entries: number(3),
    fileBytes: number(4),
    indexChecksum: number(5),
    vocabulary: bytes.toString('hex', VOCABULARY_OFFSET, HEADER_CHECKSUM_OFFSET),
  };
}

export function encodeIndex(entries: readonly IndexEntry[]): Buffer {
  const bytes = Buffer.alloc(entries.length * INDEX_ENTRY_BYTES);
  for (const [i, { sourceTokens, targetTokens, pairs }] of entries.entries()) {
    bytes.writeUInt16LE(sourceTokens, i * INDEX_ENTRY_BYTES);
    bytes.writeUInt16LE(targetTokens, i * INDEX_ENTRY_BYTES + 2);
    bytes.writeUInt32LE(pairs, i * INDEX_ENTRY_BYTES + 4);
  }
  return bytes;
}

export function decodeIndex(bytes: Buffer): IndexEntry[] {
  return Array.from({ length: bytes.length / INDEX_ENTRY_BYTES }, (_, i) => ({
    sourceTokens: bytes.readUInt16LE(i * INDEX_ENTRY_BYTES),
    targetTokens: bytes.readUInt16LE(i * INDEX_ENTRY_BYTES + 2),
    pairs: bytes.readUInt32LE(i * INDEX_ENTRY_BYTES + 4),
  }));
}
