import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCells } from '../../test/support/run-cells.ts';
import { notebookNames, notebooksFolder } from './folder.ts';
import { codeCells, formatNotebook, parseNotebook } from './notebook.ts';

const AGAIN = 'run `make notebooks` and commit what changes';

describe.each(notebookNames())('%s', (name) => {
  const text = readFileSync(join(notebooksFolder, name), 'utf8');
  const notebook = parseNotebook(text, name);

  it('is laid out as `make notebooks` writes it', () => {
    // Not with toBe, which would print the whole notebook.
    const same = formatNotebook(notebook) === text;
    expect(same, `${name} is laid out otherwise; ${AGAIN}`).toBe(true);
  });

  it('shows what its cells show now, without the kernel too', async () => {
    const fresh = await runCells(notebook, notebooksFolder);
    const stale = codeCells(notebook).flatMap(({ id, outputs }, i) =>
      JSON.stringify(outputs) === JSON.stringify(fresh[i]) ? [] : [id],
    );
    expect(stale, `${name} has outputs that are out of date; ${AGAIN}`).toEqual([]);
  });
});
