import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { partialName, requireWritable, writeWholeFile } from './atomic-write.ts';
import { UserError } from './errors.ts';
import { addFence } from './fence.ts';
import { LeaseLostError } from './held-lease.ts';

const folder = temporaryFolder();

it('writes text and bytes one after the other, in folders that it makes', () => {
  const path = folder('deep', 'file');
  writeWholeFile(path, ['ä', Uint8Array.of(0, 255), '']);
  expect([...readFileSync(path)]).toEqual([0xc3, 0xa4, 0, 255]);
  expect(readdirSync(folder('deep'))).toEqual(['file']);
});

it('removes what processes left that died while they wrote the file, and nothing else', () => {
  const nobody = 2 ** 30;
  const others = [
    partialName('other', nobody),
    `${partialName('file', nobody)}.txt`,
    'file.partial',
    // Of another machine, where such a process may live.
    `file.00000000-${nobody}.partial`,
    partialName('file', process.ppid),
  ];
  for (const name of [partialName('file', nobody), ...others]) {
    writeFileSync(folder(name), '');
  }
  writeWholeFile(folder('file'), ['text']);
  expect(readdirSync(folder()).sort()).toEqual(['file', ...others].sort());
});

it('says what is in the way, and leaves what was there', () => {
  const path = folder('file');
  writeFileSync(path, 'before');
  const write = () => writeWholeFile(join(path, 'below'), ['text']);
  expect(write).toThrow(UserError);
  expect(write).toThrow(`${path}/below: cannot be written: there is a file where a folder must be`);
  expect(readFileSync(path, 'utf8')).toBe('before');
  expect(() => requireWritable(path)).toThrow(UserError);
});

it('says that the lease is lost where its taker has removed what this process had begun', () => {
  const path = folder('file');
  writeFileSync(path, 'theirs');
  const removeFence = addFence([folder()], {
    token: 'lease-1',
    // The process sleeps after it has confirmed, and another one takes the lease over.
    confirm: () => rmSync(`${path}.lease-1.partial`),
    glance: () => {
      throw new LeaseLostError('lost');
    },
  });
  expect(() => writeWholeFile(path, ['ours'])).toThrow(LeaseLostError);
  removeFence();
  expect(readFileSync(path, 'utf8')).toBe('theirs');
});
