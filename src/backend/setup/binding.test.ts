import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { linkLibrary } from './binding.ts';

it('links a package to a library under the names that the linker and the loader want', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'sublinear-binding-'));
  try {
    const library = path.join(folder, 'library');
    const packageFolder = path.join(folder, 'package');
    await mkdir(path.join(library, 'include'), { recursive: true });
    await writeFile(path.join(library, 'libtensorflow_cc.so.2'), 'tensorflow');
    await writeFile(path.join(library, 'libtensorflow_framework.so.2'), 'framework');
    await linkLibrary(packageFolder, path.join(folder, 'gone'));
    await linkLibrary(packageFolder, library);
    const read = (name: string) => readFile(path.join(packageFolder, 'deps/lib', name), 'utf8');
    expect(await read('libtensorflow.so')).toBe('tensorflow');
    expect(await read('libtensorflow_cc.so.2')).toBe('tensorflow');
    expect(await read('libtensorflow_framework.so')).toBe('framework');
    expect(await read('libtensorflow_framework.so.2')).toBe('framework');
    expect(await readdir(path.join(packageFolder, 'deps'))).not.toContain('nvidia');
    await mkdir(path.join(library, 'nvidia/cublas/lib'), { recursive: true });
    await writeFile(path.join(library, 'nvidia/cublas/lib/libcublas.so.12'), 'products');
    await linkLibrary(packageFolder, library);
    expect(await read('../nvidia/cublas/lib/libcublas.so.12')).toBe('products');
  } finally {
    await rm(folder, { recursive: true });
  }
});
