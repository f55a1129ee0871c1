import { closeSync, fstatSync, openSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { UserError } from '../../platform/errors.ts';
import { readAt } from '../../platform/read-at.ts';
import type { Example } from '../examples.ts';
import {
  CHECKSUM_BYTES,
  decodeHeader,
  decodeIndex,
  HEADER_BYTES,
  INDEX_ENTRY_BYTES,
  type IndexEntry,
  recordBytes,
} from './format.ts';

/** Pairs with the same number of tokens on each side, and where they are. */
export type ShardEntry = IndexEntry & {
  /** Byte offset of the first record, and bytes of each. */
  readonly offset: number;
  readonly recordBytes: number;
};

/** A shard that is open for reading. */
export type Shard = {
  readonly path: string;
  readonly pairs: number;
  /** SHA-256 of the vocabulary's model file. */
  readonly vocabulary: string;
  /** Rising by the longer side. */
  readonly entries: readonly ShardEntry[];
  /** @throws UserError where the record is damaged, with the file and the offset */
  read(entry: ShardEntry, number: number): Example;
  close(): void;
};

const REMEDY = 'prepare the data again: `sublinear data prepare --replace`';

function damaged(path: string, offset: number, problem: string): UserError {
  return new UserError(`${path}: at byte ${offset}: ${problem}; ${REMEDY}`);
}

function readEntries(
  file: number,
  path: string,
): Pick<Shard, 'pairs' | 'vocabulary' | 'entries'> & { tokenBytes: number } {
  const headerBytes = Buffer.alloc(HEADER_BYTES);
  const header = decodeHeader(headerBytes.subarray(0, readAt(file, headerBytes, 0)));
  if ('problem' in header) throw damaged(path, header.offset, header.problem);
  const { size } = fstatSync(file);
  if (size !== header.fileBytes) {
    const problem = `the file has ${size} bytes, its header says ${header.fileBytes}`;
    throw damaged(path, Math.min(size, header.fileBytes), problem);
  }
  const index = Buffer.alloc(header.entries * INDEX_ENTRY_BYTES);
  readAt(file, index, HEADER_BYTES);
  if (crc32(index) !== header.indexChecksum) {
    throw damaged(path, HEADER_BYTES, 'the index is damaged: its checksum is wrong');
  }
  let offset = HEADER_BYTES + index.length;
  const entries = decodeIndex(index).map((entry) => {
    const bytes = recordBytes(entry.sourceTokens, entry.targetTokens, header.tokenBytes);
    const placed = { ...entry, offset, recordBytes: bytes };
    offset += entry.pairs * bytes;
    return placed;
  });
  return { ...header, entries };
}

/**
 * Opens a shard.
 *
 * @throws UserError where it is not there, cut off, or its header or index is damaged, with the file
 *   and the offset
 */
export function openShard(path: string): Shard {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError(`${path}: the shard cannot be read (${code}); ${REMEDY}`);
  }
  try {
    const { tokenBytes, ...shard } = readEntries(file, path);
    const longest = Math.max(0, ...shard.entries.map((entry) => entry.recordBytes));
    const scratch = Buffer.alloc(longest);
    return {
      path,
      pairs: shard.pairs,
      vocabulary: shard.vocabulary,
      entries: shard.entries,
      read: (entry, number) => {
        const offset = entry.offset + number * entry.recordBytes;
        const record = scratch.subarray(0, entry.recordBytes);
        if (readAt(file, record, offset) < record.length) {
          throw damaged(path, offset, 'the file ends within a record');
        }
        if (record.readUInt32LE(0) !== crc32(record.subarray(CHECKSUM_BYTES))) {
          throw damaged(path, offset, 'the record is damaged: its checksum is wrong');
        }
        const tokens = (first: number, count: number) =>
          Array.from({ length: count }, (_, i) =>
            tokenBytes === 2
              ? record.readUInt16LE(CHECKSUM_BYTES + 2 * (first + i))
              : record.readUInt32LE(CHECKSUM_BYTES + 4 * (first + i)),
          );
        return {
          source: tokens(0, entry.sourceTokens),
          target: tokens(entry.sourceTokens, entry.targetTokens),
        };
      },
      close: () => closeSync(file),
    };
  } catch (error) {
    closeSync(file);
    throw error;
  }
}
