import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../../../test/support/temporary-folder.ts';
import {
  downloadWheel,
  ensureLibrary,
  libraryFolder,
  unpackLibrary,
  verifyChecksum,
} from './library.ts';
import { cpuLibrary, cudaLibrary } from './wheel.ts';

const [cpuWheel] = cpuLibrary.wheels;

/** The SHA-256 of the four bytes `abc\n`. */
const checksumOfAbc = 'edeaaff3f1774ad2888673770c6d64097e391bc362d7d6fb34982ddf0efd18cb';

const inFolder = temporaryFolder();

afterEach(() => {
  vi.unstubAllEnvs();
});

/** Puts a `python3` first on the PATH that notes its arguments and then runs a shell script. */
async function pretendPython(script: string): Promise<void> {
  const noteArguments = `printf '%s\\n' "$@" > '${inFolder('arguments')}'`;
  await writeFile(inFolder('python3'), `#!/bin/sh\n${noteArguments}\n${script}\n`, {
    mode: 0o755,
  });
  vi.stubEnv('PATH', `${inFolder()}:${process.env.PATH}`);
}

async function downloadFolder(): Promise<string> {
  const downloads = inFolder('downloads');
  await mkdir(downloads);
  return downloads;
}

describe('downloadWheel', () => {
  it('asks pip for one file, whatever the local Python is', async () => {
    const downloads = await downloadFolder();
    await pretendPython(`echo abc > '${downloads}/tensorflow.whl'`);
    const wheel = { ...cpuWheel, sha256: checksumOfAbc };
    expect(await downloadWheel(wheel, downloads)).toBe(path.join(downloads, 'tensorflow.whl'));
    const given = (await readFile(inFolder('arguments'), 'utf8')).split('\n');
    expect(given).toEqual(
      expect.arrayContaining(['download', '--no-deps', '3.12', 'manylinux_2_27_x86_64']),
    );
    expect(given).toContain('tensorflow-cpu==2.21.0');
  });

  it('refuses a file with another checksum', async () => {
    const downloads = await downloadFolder();
    await pretendPython(`echo tampered > '${downloads}/tensorflow.whl'`);
    await expect(downloadWheel(cpuWheel, downloads)).rejects.toThrow(`expected ${cpuWheel.sha256}`);
  });

  it('fails where pip fails', async () => {
    await pretendPython('exit 3');
    await expect(downloadWheel(cpuWheel, await downloadFolder())).rejects.toThrow(
      'python3 ended with exit code 3',
    );
  });
});

describe('verifyChecksum', () => {
  it('says what was found and what was expected', async () => {
    const file = inFolder('file');
    await writeFile(file, 'abc\n');
    await expect(verifyChecksum(file, checksumOfAbc)).resolves.toBeUndefined();
    await expect(verifyChecksum(file, '00')).rejects.toThrow(
      new RegExp(`file has the SHA-256 ${checksumOfAbc}, expected 00`),
    );
  });
});

describe('unpackLibrary', () => {
  const wheel = () => inFolder('some.whl');
  const target = () => inFolder('target');

  beforeEach(async () => {
    await mkdir(target());
    const files = {
      'include/tensorflow/c/c_api.h': '// C API',
      'libtensorflow_cc.so.2': 'code',
      'libtensorflow_framework.so.2': 'more code',
      'python/__init__.py': 'pass',
      'libsomething_else.so.2': 'unwanted',
      '../nvidia/cublas/lib/libcublas.so.12': 'products',
      '../nvidia/cublas/include/cublas.h': 'unwanted',
      '../nvidia/cublas/lib/__init__.py': 'unwanted',
    };
    for (const [name, text] of Object.entries(files)) {
      const file = inFolder('tensorflow', name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, text);
    }
    execFileSync('python3', ['-m', 'zipfile', '-c', wheel(), 'tensorflow/', 'nvidia/'], {
      cwd: inFolder(),
    });
  });

  it("takes the headers, the two libraries and CUDA's, and nothing else", async () => {
    await unpackLibrary(wheel(), target());
    const files = await readdir(target(), { recursive: true, withFileTypes: true });
    const names = files.filter((file) => file.isFile()).map((file) => file.name);
    expect(names.sort()).toEqual([
      'c_api.h',
      'libcublas.so.12',
      'libtensorflow_cc.so.2',
      'libtensorflow_framework.so.2',
    ]);
    const header = inFolder('target', 'include/tensorflow/c/c_api.h');
    expect(await readFile(header, 'utf8')).toBe('// C API');
    const cublas = inFolder('target', 'nvidia/cublas/lib/libcublas.so.12');
    expect(await readFile(cublas, 'utf8')).toBe('products');
  });

  it('fails on half a file', async () => {
    await truncate(wheel(), 200);
    await expect(unpackLibrary(wheel(), target())).rejects.toThrow();
  });
});

const cache = () => inFolder();

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
  const library = await ensureLibrary(cpuLibrary, cache(), silent, steps);
  expect(await ensureLibrary(cpuLibrary, cache(), silent, steps)).toBe(library);
  expect(steps.download).toHaveBeenCalledTimes(1);
  expect(await readFile(path.join(library, 'library'), 'utf8')).toBe('code');
  expect(await readdir(cache())).toEqual([path.basename(library)]);
});

it('keeps libraries apart, and unpacks all wheels of one into the same folder', async () => {
  const steps = pretendSteps();
  const library = await ensureLibrary(cudaLibrary, cache(), silent, steps);
  expect(steps.download.mock.calls.map(([wheel]) => wheel)).toEqual(cudaLibrary.wheels);
  expect(new Set(steps.unpack.mock.calls.map(([, folder]) => folder)).size).toBe(1);
  expect(await ensureLibrary(cpuLibrary, cache(), silent, steps)).not.toBe(library);
  expect(await readdir(cache())).toHaveLength(2);
});

it('works once where several ask at the same time', async () => {
  const steps = pretendSteps();
  const ask = () => ensureLibrary(cpuLibrary, cache(), silent, steps);
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
  await expect(ensureLibrary(cpuLibrary, cache(), silent, steps)).rejects.toThrow('no space');
  expect(await readdir(cache())).toEqual([]);
  const library = await ensureLibrary(cpuLibrary, cache(), silent, steps);
  expect(await readFile(path.join(library, 'library'), 'utf8')).toBe('code');
});

it('clears away what a killed set-up left', async () => {
  await mkdir(inFolder('.partial-killed/library'), { recursive: true });
  await mkdir(libraryFolder(cpuLibrary, cache()));
  const library = await ensureLibrary(cpuLibrary, cache(), silent, pretendSteps());
  expect(await readdir(cache())).toEqual([path.basename(library)]);
  expect(await readdir(library)).toContain('library');
});
