import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { UserError } from '../errors.ts';

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

function inflate(path: string): Buffer {
  const bytes = readFileSync(path);
  if (!path.endsWith('.gz')) return bytes;
  try {
    return gunzipSync(bytes);
  } catch (error) {
    throw new UserError(`${path}: not a readable gzip file (${(error as Error).message})`);
  }
}

/**
 * The lines of UTF-8 text. Only a line feed ends a line, so that no Unicode separator inside a
 * sentence can shift one side against the other.
 *
 * @param origin where the text is from, for the message where it is not UTF-8
 */
export function linesOf(bytes: Uint8Array, origin: string): string[] {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UserError(`${origin}: not valid UTF-8; convert it, for example with iconv`);
  }
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
}

/** The lines of a UTF-8 text file, gzip or plain; `path` may leave out `.gz`. See `linesOf`. */
export function readLines(path: string): string[] {
  const file = existingFile(path);
  return linesOf(inflate(file), file);
}
