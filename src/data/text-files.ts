import { existsSync } from 'node:fs';
import { UserError } from '../platform/errors.ts';
import { lineBlocks } from './line-blocks.ts';
import { decodeLines, requireLineFeed, requirePlainText } from './text-form.ts';

/** Lines that are decoded at a time: few enough that together they fit into a string. */
const LINES_PER_BLOCK = 256;

/**
 * The file called `path`, or `path.gz` beside where it would be.
 *
 * @throws UserError where there is neither
 */
export function existingFile(path: string): string {
  const candidates = [path, `${path}.gz`];
  const found = candidates.find((candidate) => existsSync(candidate));
  if (found === undefined) {
    throw new UserError(
      `no corpus file at ${path}: expected ${candidates.join(' or ')}; ` +
        'check data.corpus in the configuration',
    );
  }
  return found;
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
