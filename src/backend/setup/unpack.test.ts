import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { unpackLibrary } from './unpack.ts';

let folder: string;
let wheel: string;
let target: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'sublinear-unpack-'));
  wheel = path.join(folder, 'some.whl');
  target = path.join(folder, 'target');
  await mkdir(target);
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
    const file = path.join(folder, 'tensorflow', name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  execFileSync('python3', ['-m', 'zipfile', '-c', wheel, 'tensorflow/', 'nvidia/'], {
    cwd: folder,
  });
});
afterEach(() => rm(folder, { recursive: true }));

it("takes the headers, the two libraries and CUDA's, and nothing else", async () => {
  await unpackLibrary(wheel, target);
  const files = await readdir(target, { recursive: true, withFileTypes: true });
  const names = files.filter((file) => file.isFile()).map((file) => file.name);
  expect(names.sort()).toEqual([
    'c_api.h',
    'libcublas.so.12',
    'libtensorflow_cc.so.2',
    'libtensorflow_framework.so.2',
  ]);
  const header = path.join(target, 'include/tensorflow/c/c_api.h');
  expect(await readFile(header, 'utf8')).toBe('// C API');
  const cublas = path.join(target, 'nvidia/cublas/lib/libcublas.so.12');
  expect(await readFile(cublas, 'utf8')).toBe('products');
});

it('fails on half a file', async () => {
  await truncate(wheel, 200);
  await expect(unpackLibrary(wheel, target)).rejects.toThrow();
});
