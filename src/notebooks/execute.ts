import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { withTemporaryFolder } from '../platform/temporary-folder.ts';
import type { Kernel } from './kernel.ts';
import { type Notebook, parseNotebook } from './notebook.ts';

const PROGRAM = join(import.meta.dirname, 'execute.py');

/**
 * Executes the notebook in `path` with its kernel, as Jupyter does; the file stays as it is.
 *
 * @returns the notebook with its new outputs
 * @throws Error where it is no notebook, or a cell throws, with the cell's source
 */
export function executeNotebook(path: string, { python, jupyterPath }: Kernel): Promise<Notebook> {
  return withTemporaryFolder(async (runtime) => {
    const env = { ...process.env, JUPYTER_PATH: jupyterPath, JUPYTER_RUNTIME_DIR: runtime };
    const child = spawn(python, [PROGRAM, dirname(path)], { env });
    const [executed, complaints, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
      // Where the program ends early, its exit code says so.
      pipeline(createReadStream(path), child.stdin).catch(() => {}),
    ]);
    if (code !== 0) throw new Error(`${path} failed:\n${complaints.trim()}`);
    return parseNotebook(executed, path);
  });
}
