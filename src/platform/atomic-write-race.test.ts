import { readdirSync, readFileSync } from 'node:fs';
import { expect, it, vi } from 'vitest';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { partialName, writeWholeFile } from './atomic-write.ts';

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  return { ...fs, readdirSync: vi.fn(fs.readdirSync) };
});

const folder = temporaryFolder();

it('writes where another process has just removed what a dead one left', () => {
  const remains: unknown[] = [partialName('file', 2 ** 30)];
  vi.mocked(readdirSync).mockReturnValueOnce(remains as ReturnType<typeof readdirSync>);
  writeWholeFile(folder('file'), ['text']);
  expect(readFileSync(folder('file'), 'utf8')).toBe('text');
});
