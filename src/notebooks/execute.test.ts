import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { notebookOf, SHOWING } from '../../test/support/notebooks.ts';
import { runCells } from '../../test/support/run-cells.ts';
import { cacheFolder } from '../platform/cache-folder.ts';
import { executeNotebook } from './execute.ts';
import { notebooksFolder } from './folder.ts';
import { installedKernel } from './kernel.ts';
import { codeCells, formatNotebook, type Notebook } from './notebook.ts';

const kernel = await installedKernel(cacheFolder());
const skipped = kernel === undefined ? ' (skipped: `make notebooks` has not installed it)' : '';

let folder: string;

beforeEach(() => {
  // Here the kernel finds the packages and the project's modules.
  folder = mkdtempSync(join(notebooksFolder, '.test-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** `notebook` in a file, one folder below the notebooks. */
function written(notebook: Notebook): string {
  const path = join(folder, 'a.ipynb');
  const text = formatNotebook(notebook).replaceAll('../src', '../../src');
  writeFileSync(path, text);
  return path;
}

it.skipIf(kernel === undefined)(
  `the kernel shows what cells show without it${skipped}`,
  async () => {
    const executed = codeCells(await executeNotebook(written(SHOWING), kernel!));
    expect(executed.map(({ outputs }) => outputs)).toEqual(
      await runCells(SHOWING, notebooksFolder),
    );
  },
);

it.skipIf(kernel === undefined)(`a cell's error comes with its source${skipped}`, async () => {
  const failing = notebookOf('const a = 1;', "throw new Error('out of cheese');");
  const executing = executeNotebook(written(failing), kernel!);
  await expect(executing).rejects.toThrow(/a\.ipynb failed:.*throw new Error.*out of cheese/s);
});
