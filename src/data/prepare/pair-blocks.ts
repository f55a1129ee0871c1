import { UserError } from '../../platform/errors.ts';
import { lineBlocks } from '../text-files.ts';

/** Pairs that a worker has at a time; shards depend on it. */
export const BLOCK_PAIRS = 4096;

/** Lines of two files that translate each other. */
export type PairBlock = {
  readonly source: Uint8Array<ArrayBuffer>;
  readonly target: Uint8Array<ArrayBuffer>;
  readonly lines: number;
  /** Number of the first line in its file, from 1. */
  readonly firstLine: number;
};

/**
 * Reads two text files side by side.
 *
 * @throws UserError where one is empty, or has more lines than the other, with the first line that
 *   has no partner
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
        if (last === 0) throw new UserError(`${shorter}: the file is empty`);
        throw new UserError(
          `${shorter} ends after line ${last}, and ${longer} has a line ${last + 1}; ` +
            'line i of one must translate line i of the other',
        );
      }
      if (source.done || target.done) {
        if (firstLine === 1) throw new UserError(`${sourceFile}: the file is empty`);
        return;
      }
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
