// `node --import tsx main.ts [name.ipynb ...]`: executes notebooks in place, all of them unless some
// are named.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWholeFile } from '../platform/atomic-write.ts';
import { cacheFolder } from '../platform/cache-folder.ts';
import { UserError } from '../platform/errors.ts';
import { executeNotebook } from './execute.ts';
import { notebookNames, notebooksFolder } from './folder.ts';
import { ensureKernel } from './kernel.ts';
import { formatNotebook } from './notebook.ts';

function chosenNames(given: readonly string[]): readonly string[] {
  const known = notebookNames();
  const unknown = given.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new UserError(`there is no notebook ${unknown}; there are ${known.join(', ')}`);
  }
  return given.length > 0 ? given : known;
}

try {
  const names = chosenNames(process.argv.slice(2));
  const kernel = await ensureKernel(cacheFolder(), (line) => console.log(`notebooks: ${line}`));
  for (const name of names) {
    const path = join(notebooksFolder, name);
    const executed = formatNotebook(await executeNotebook(path, kernel));
    const changed = executed !== readFileSync(path, 'utf8');
    if (changed) writeWholeFile(path, [executed]);
    console.log(`notebooks/${name}: ${changed ? 'outputs written' : 'as it was'}`);
  }
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  console.error(`error: ${error.message}`);
  process.exitCode = 2;
}
