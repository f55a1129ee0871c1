import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { InputError } from '../input-error.ts';
import { stripEnd } from '../whitespace.ts';
import { createDecoder, type Decoder } from './encodings.ts';

const NEWLINE = 0x0a;

/** The encoding of text unless another is named. */
export const UTF_8 = 'utf-8';

/**
 * The lines of a file without trailing white space, in batches of as many as one read brings. Only
 * `\n` ends a line. A name that ends in `.gz` is decompressed.
 * @throws InputError on a file that cannot be read or is not of this encoding, or one not known
 */
export async function* readLines(path: string, encoding = UTF_8): AsyncGenerator<string[]> {
  const file = createReadStream(path);
  const source = path.endsWith('.gz') ? file.pipe(createGunzip()) : file;
  // `pipe` does not hand errors on, and an unhandled one would end the process.
  file.on('error', (error) => source.destroy(error));
  try {
    yield* decodeLines(source, path, encoding);
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`Cannot read ${path}: ${(error as Error).message}`);
  }
}

/**
 * `readLines` for bytes that come from elsewhere.
 * @param name of the source, for messages
 */
export async function* decodeLines(
  source: Readable,
  name: string,
  encoding = UTF_8,
): AsyncGenerator<string[]> {
  const decoder = createDecoder(encoding);
  if (decoder === undefined) yield* decodeUtf8Lines(source, name);
  else yield* decodeOtherLines(source, name, decoder);
}

async function* decodeUtf8Lines(source: Readable, name: string): AsyncGenerator<string[]> {
  // A byte-order mark is text to sacreBLEU.
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let lineCount = 0;
  function decode(bytes: Buffer): string[] {
    try {
      const lines = decoder.decode(bytes).split('\n').map(stripEnd);
      lineCount += lines.length;
      return lines;
    } catch {
      throw new InputError(
        `${name} is not UTF-8 in line ${lineCount + firstBadLine(bytes)}; convert it, for example ` +
          `with iconv -f latin1 -t utf-8.`,
      );
    }
  }

  let rest: Buffer[] = [];
  for await (const chunk of source as AsyncIterable<Buffer>) {
    const lastNewline = chunk.lastIndexOf(NEWLINE);
    if (lastNewline < 0) {
      rest.push(chunk);
      continue;
    }
    const complete = Buffer.concat([...rest, chunk.subarray(0, lastNewline)]);
    rest = [chunk.subarray(lastNewline + 1)];
    yield decode(complete);
  }
  const last = Buffer.concat(rest);
  if (last.length > 0) yield decode(last);
}

/** Lines of another encoding, in which the byte of a newline may be part of a character. */
async function* decodeOtherLines(
  source: Readable,
  name: string,
  { encoding, decode }: Decoder,
): AsyncGenerator<string[]> {
  function decodeChunk(bytes?: Buffer): string {
    try {
      return decode(bytes);
    } catch {
      throw new InputError(`${name} is not ${encoding}; choose its encoding with --encoding.`);
    }
  }

  let rest = '';
  for await (const chunk of source as AsyncIterable<Buffer>) {
    const lines = (rest + decodeChunk(chunk)).split('\n');
    rest = lines.pop()!;
    if (lines.length > 0) yield lines.map(stripEnd);
  }
  rest += decodeChunk();
  if (rest !== '') yield [stripEnd(rest)];
}

/** The number, from 1, of the first line that is not UTF-8. */
function firstBadLine(bytes: Buffer): number {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let line = 1;
  let start = 0;
  while (true) {
    const newline = bytes.indexOf(NEWLINE, start);
    try {
      decoder.decode(bytes.subarray(start, newline < 0 ? bytes.length : newline));
    } catch {
      return line;
    }
    if (newline < 0) return line;
    start = newline + 1;
    line++;
  }
}
