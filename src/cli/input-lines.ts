import { statSync } from 'node:fs';
import { UserError } from '../platform/errors.ts';

/** Everything that standard input gives until it ends, as it comes: it need not be a file. */
async function standardInput(): Promise<Buffer> {
  if (process.stdin.isTTY === true) {
    console.error('type sentences, one a line; Ctrl-D ends them');
  }
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/**
 * The lines of a text file, gzip or not; `-` is standard input.
 *
 * @throws UserError where there is none, or it is no text
 */
export async function inputLines(input: string): Promise<string[]> {
  const { linesOf, readLines } = await import('../data/text-files.ts');
  const name = input === '-' ? 'standard input' : input;
  if (input !== '-' && statSync(input, { throwIfNoEntry: false })?.isDirectory() === true) {
    throw new UserError(`${name}: a folder; expected a text file with a sentence a line`);
  }
  const lines = input === '-' ? linesOf(await standardInput(), name) : await readLines(input);
  if (lines.length === 0) {
    throw new UserError(`${name} is empty; expected text with a sentence a line`);
  }
  return lines;
}
