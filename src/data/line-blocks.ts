import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { UserError } from '../platform/errors.ts';
import { fileError } from '../platform/file-errors.ts';
import { LINE_FEED, requireLineFeed, requirePlainText } from './text-form.ts';

const CHUNK_BYTES = 1 << 20;

/** Some lines of a text file as they are stored, each with its line feed but perhaps the last. */
export type LineBlock = {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly lines: number;
  /** Number of the first line in its file, from 1. */
  readonly firstLine: number;
};

async function* storedChunks(path: string): AsyncGenerator<Buffer> {
  try {
    yield* createReadStream(path, { highWaterMark: CHUNK_BYTES });
  } catch (error) {
    throw fileError(error, path, 'read');
  }
}

async function* unzippedChunks(path: string): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  const unzipped = createGunzip({ chunkSize: CHUNK_BYTES });
  file.on('error', (error) => unzipped.destroy(error));
  try {
    yield* file.pipe(unzipped);
  } catch (error) {
    const refused = fileError(error, path, 'read');
    if (refused instanceof UserError) throw refused;
    throw new UserError(`${path}: not a readable gzip file (${(error as Error).message})`);
  } finally {
    file.destroy();
  }
}

/** The bytes of a text file, gzip where its name says so. */
async function* chunks(path: string): AsyncGenerator<Buffer> {
  let first = true;
  for await (const chunk of path.endsWith('.gz') ? unzippedChunks(path) : storedChunks(path)) {
    if (first) requirePlainText(chunk, path);
    first = false;
    yield chunk;
  }
}

function joined(parts: readonly Buffer[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/**
 * Reads a text file, gzip or plain, `linesPerBlock` lines at a time. Only a line feed ends a line.
 *
 * @throws UserError where the file cannot be read, or is no text with a sentence a line
 */
export async function* lineBlocks(path: string, linesPerBlock: number): AsyncGenerator<LineBlock> {
  let parts: Buffer[] = [];
  let lines = 0;
  let firstLine = 1;
  for await (const chunk of chunks(path)) {
    let start = 0;
    for (
      let feed = chunk.indexOf(LINE_FEED);
      feed >= 0;
      feed = chunk.indexOf(LINE_FEED, feed + 1)
    ) {
      if (++lines < linesPerBlock) continue;
      parts.push(chunk.subarray(start, feed + 1));
      yield { bytes: joined(parts), lines, firstLine };
      start = feed + 1;
      parts = [];
      firstLine += lines;
      lines = 0;
    }
    if (start < chunk.length) parts.push(chunk.subarray(start));
  }
  if (parts.length === 0) return;
  const bytes = joined(parts);
  if (firstLine === 1) requireLineFeed(bytes, path);
  yield { bytes, lines: bytes.at(-1) === LINE_FEED ? lines : lines + 1, firstLine };
}
