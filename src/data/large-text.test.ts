import { closeSync, openSync, writeSync } from 'node:fs';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { textBlocks } from './text-files.ts';

const LINE_BYTES = 500_000;
const LINES = 9000;

const folder = temporaryFolder();

it('text of 4.5 GB is read line by line', async () => {
  const path = folder('huge.en');
  const file = openSync(path, 'w');
  // Only the end of each line is written: the rest are zeros, which take no room.
  for (let line = 1; line <= LINES; line++) writeSync(file, '.\n', line * LINE_BYTES - 2);
  closeSync(file);
  let lines = 0;
  let whole = 0;
  for await (const block of textBlocks(path)) {
    lines += block.length;
    whole += block.filter((line) => line.length === LINE_BYTES - 1 && line.endsWith('.')).length;
  }
  expect([lines, whole]).toEqual([LINES, LINES]);
}, 300_000);
