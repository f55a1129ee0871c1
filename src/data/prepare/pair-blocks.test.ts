import { writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/support/temporary-folder.ts';
import { pairBlocks } from './pair-blocks.ts';

const folder = temporaryFolder();

function write(name: string, lines: number): string {
  const path = folder(name);
  writeFileSync(path, 'x\n'.repeat(lines));
  return path;
}

async function read(sourceLines: number, targetLines: number): Promise<void> {
  const [source, target] = [write('a', sourceLines), write('b', targetLines)];
  for await (const _ of pairBlocks(source, target, 2));
}

it.each([
  ['at the end of a block', 4, 6, 'a ends after line 4, and'],
  ['within a block', 5, 6, 'a ends after line 5, and'],
  ['on the other side', 6, 3, 'b ends after line 3, and'],
])('names the first line without a partner %s', async (_what, left, right, message) => {
  await expect(read(left, right)).rejects.toThrow(message);
});

it.each([
  ['both are', 0, 0, 'a: the file is empty'],
  ['the source is', 0, 2, 'a: the file is empty'],
  ['the target is', 2, 0, 'b: the file is empty'],
])('says that a file is empty where %s', async (_what, left, right, message) => {
  await expect(read(left, right)).rejects.toThrow(message);
});
