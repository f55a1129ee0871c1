import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { UserError } from '../../errors.ts';

const LINE_FEED = 10;
const CHUNK_BYTES = 1 << 20;

/** Some lines of a text file as they are stored, each with its line feed but perhaps the last. */
export type LineBlock = { readonly bytes: Uint8Array<ArrayBuffer>; readonly lines: number };

/** Lines of two files that translate each other. */
export type PairBlock = {
  readonly source: Uint8Array<ArrayBuffer>;
  readonly target: Uint8Array<ArrayBuffer>;
  readonly lines: number;
  /** Number of the first line in its file, from 1. */
  readonly firstLine: number;
};

async function* chunks(path: string): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  if (!path.endsWith('.gz')) {
    yield* file;
    return;
  }
  const unzipped = createGunzip({ chunkSize: CHUNK_BYTES });
  file.on('error', (error) => unzipped.destroy(error));
  try {
    yield* file.pipe(unzipped);
  } catch (error) {
    throw new UserError(`${path}: not a readable gzip file (${(error as Error).message})`);
  } finally {
    file.destroy();
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

/** Reads a text file, gzip or plain, `linesPerBlock` lines at a time. Only a line feed ends a line. */
export async function* lineBlocks(path: string, linesPerBlock: number): AsyncGenerator<LineBlock> {
  let parts: Buffer[] = [];
  let lines = 0;
  for await (const chunk of chunks(path)) {
    let start = 0;
    for (
      let feed = chunk.indexOf(LINE_FEED);
      feed >= 0;
      feed = chunk.indexOf(LINE_FEED, feed + 1)
    ) {
      if (++lines < linesPerBlock) continue;
      parts.push(chunk.subarray(start, feed + 1));
      yield { bytes: joined(parts), lines };
      start = feed + 1;
      parts = [];
      lines = 0;
    }
    if (start < chunk.length) parts.push(chunk.subarray(start));
  }
  if (parts.length === 0) return;
  const bytes = joined(parts);
  yield { bytes, lines: bytes.at(-1) === LINE_FEED ? lines : lines + 1 };
}

/**
 * Reads two text files side by side.
 *
 * @throws UserError where one has more lines than the other, with the first line that has no partner
 */
export async function* pairBlocks(
  sourceFile: string,
  targetFile: string,
  linesPerBlock: number,
): AsyncGenerator<PairBlock> {
  const sources = lineBlocks(sourceFile, linesPerBlock);
  const targets = lineBlocks(targetFile, linesPerBlock);
  try {
    for (let firstLine = 1; ; firstLine += linesPerBlock) {
      const [source, target] = await Promise.all([sources.next(), targets.next()]);
      const sourceLines = source.done ? 0 : source.value.lines;
      const targetLines = target.done ? 0 : target.value.lines;
      if (sourceLines !== targetLines) {
        const [longer, shorter] =
          sourceLines > targetLines ? [sourceFile, targetFile] : [targetFile, sourceFile];
        const last = firstLine - 1 + Math.min(sourceLines, targetLines);
        throw new UserError(
          `${shorter} ends after line ${last}, and ${longer} has a line ${last + 1}; ` +
            'line i of one must translate line i of the other',
        );
      }
      if (source.done || target.done) return;
      yield {
        source: source.value.bytes,
        target: target.value.bytes,
        lines: sourceLines,
        firstLine,
      };
    }
  } finally {
    await Promise.all([sources.return(undefined), targets.return(undefined)]);
  }
}
