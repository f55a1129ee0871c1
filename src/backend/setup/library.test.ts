import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ensureLibrary, libraryFolder } from './library.ts';
import { cpuLibrary, cudaLibrary } from './wheel.ts';

let cache: string;
beforeEach(async () => {
  cache = await mkdtemp(path.join(os.tmpdir(), 'sublinear-library-'));
});
afterEach(() => rm(cache, { recursive: true }));

/** Stands in for the download and unpacking of 1 GB. */
function pretendSteps() {
  return {
    download: vi.fn(async (_wheel: unknown, folder: string) => {
      const file = path.join(folder, 'some.whl');
      await writeFile(file, 'zip');
      return file;
    }),
    unpack: vi.fn(async (_wheelPath: string, folder: string) => {
      await writeFile(path.join(folder, 'library'), 'code');
    }),
  };
}

const silent = () => {};

it('fills the cache once, and keeps the library only', async () => {
  const steps = pretendSteps();
  const library = await ensureLibrary(cpuLibrary, cache, silent, steps);
  expect(await ensureLibrary(cpuLibrary, cache, silent, steps)).toBe(library);
  expect(steps.download).toHaveBeenCalledTimes(1);
  expect(await readFile(path.join(library, 'library'), 'utf8')).toBe('code');
  expect(await readdir(cache)).toEqual([path.basename(library)]);
});

it('keeps libraries apart, and unpacks all wheels of one into the same folder', async () => {
  const steps = pretendSteps();
  const library = await ensureLibrary(cudaLibrary, cache, silent, steps);
  expect(steps.download.mock.calls.map(([wheel]) => wheel)).toEqual(cudaLibrary.wheels);
  expect(new Set(steps.unpack.mock.calls.map(([, folder]) => folder)).size).toBe(1);
  expect(await ensureLibrary(cpuLibrary, cache, silent, steps)).not.toBe(library);
  expect(await readdir(cache)).toHaveLength(2);
});

it('works once where several ask at the same time', async () => {
  const steps = pretendSteps();
  const ask = () => ensureLibrary(cpuLibrary, cache, silent, steps);
  const folders = await Promise.all([ask(), ask(), ask()]);
  expect(new Set(folders).size).toBe(1);
  expect(steps.unpack).toHaveBeenCalledTimes(1);
});

it('leaves nothing under the final name where unpacking fails, and succeeds the next time', async () => {
  const steps = pretendSteps();
  steps.unpack.mockImplementationOnce(async (_wheelPath, folder) => {
    await writeFile(path.join(folder, 'library'), 'half');
    throw new Error('no space left on device');
  });
  await expect(ensureLibrary(cpuLibrary, cache, silent, steps)).rejects.toThrow('no space');
  expect(await readdir(cache)).toEqual([]);
  const library = await ensureLibrary(cpuLibrary, cache, silent, steps);
  expect(await readFile(path.join(library, 'library'), 'utf8')).toBe('code');
});

it('clears away what a killed set-up left', async () => {
  await mkdir(path.join(cache, '.partial-killed/library'), { recursive: true });
  await mkdir(libraryFolder(cpuLibrary, cache));
  const library = await ensureLibrary(cpuLibrary, cache, silent, pretendSteps());
  expect(await readdir(cache)).toEqual([path.basename(library)]);
  expect(await readdir(library)).toContain('library');
});
