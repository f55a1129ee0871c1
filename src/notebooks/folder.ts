import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { checkoutFolder } from '../platform/checkout.ts';

/** Where the notebooks lie. */
export const notebooksFolder = join(checkoutFolder, 'notebooks');

/** The file names of all notebooks, in order. */
export function notebookNames(): string[] {
  return readdirSync(notebooksFolder)
    .filter((name) => name.endsWith('.ipynb'))
    .toSorted();
}
