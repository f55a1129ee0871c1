import { createReadStream, existsSync } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { UserError } from '../platform/errors.ts';
import { fileError } from '../platform/file-errors.ts';
import { decodeLines, LINE_FEED, requireLineFeed, requirePlainText } from './text-form.ts';

const CHUNK_BYTES = 1 << 20;

/** Lines that are decoded at a time: few enough that together they fit into a string. */
const LINES_PER_BLOCK = 256;

/** Some lines of a text file as they are stored, each with its line feed but perhaps the last. */
type LineBlock = {
  readonly bytes: Buffer<ArrayBuffer>;
  readonly lines: number;
  /** Number of the first line in its file, from 1. */
  readonly firstLine: number;
};

/** The bytes of a text file, gzip where its name says so. */
async function* chunks(path: string): AsyncGenerator<Buffer> {
  const stored = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  const isGzip = path.endsWith('.gz');
  const text = isGzip
    ? pipeline(stored, createGunzip({ chunkSize: CHUNK_BYTES }), () => {})
    : stored;
  try {
    let first = true;
    for await (const chunk of text) {
      if (first) requirePlainText(chunk, path);
      first = false;
      yield chunk;
    }
  } catch (error) {
    const refused = fileError(error, path, 'read');
    if (!isGzip || refused instanceof UserError) throw refused;
    throw new UserError(`${path}: not a readable gzip file (${(error as Error).message})`);
  }
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
      yield { bytes: Buffer.concat(parts), lines, firstLine };
      start = feed + 1;
      parts = [];
      firstLine += lines;
      lines = 0;
    }
    if (start < chunk.length) parts.push(chunk.subarray(start));
  }
  if (parts.length === 0) return;
  const bytes = Buffer.concat(parts);
  if (firstLine === 1) requireLineFeed(bytes, path);
  yield { bytes, lines: bytes.at(-1) === LINE_FEED ? lines : lines + 1, firstLine };
}

/**
 * The file called `path`, or `path.gz` beside where it would be.
 *
 * @param advice what to do where there is neither
 * @throws UserError where there is neither
 */
export function existingFile(path: string, advice = 'check the path'): string {
  const candidates = [path, `${path}.gz`];
  const found = candidates.find((candidate) => existsSync(candidate));
  if (found !== undefined) return found;
  throw new UserError(`no file at ${path}: expected ${candidates.join(' or ')}; ${advice}`);
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

/**
 * The lines of UTF-8 text, which end with a line feed or with a carriage return before it.
 *
 * @param origin where the text is from, for messages
 * @throws UserError where it is no UTF-8 text
 */
export function linesOf(bytes: Uint8Array, origin: string): string[] {
  requirePlainText(bytes, origin);
  requireLineFeed(bytes, origin);
  return decodeLines(bytes, origin).map(withoutReturn);
}

/**
 * The lines of a UTF-8 text file, gzip or plain, of any size, some at a time; `path` may leave out
 * `.gz`. See `linesOf`.
 */
export async function* textBlocks(path: string): AsyncGenerator<string[]> {
  const file = existingFile(path);
  for await (const { bytes, firstLine } of lineBlocks(file, LINES_PER_BLOCK)) {
    yield decodeLines(bytes, file, firstLine).map(withoutReturn);
  }
}

/** All lines of a text file that `textBlocks` reads. */
export async function readLines(path: string): Promise<string[]> {
  const lines: string[] = [];
  for await (const block of textBlocks(path)) lines.push(...block);
  return lines;
}
