import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { UserError } from '../errors.ts';

/**
 * Writes `text` to the file that `--output` names, whole or not at all.
 *
 * @throws UserError where it cannot be written
 */
export function writeOutput(path: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileAtomic.sync(path, text);
  } catch (error) {
    throw new UserError(
      `--output ${path}: cannot be written (${(error as NodeJS.ErrnoException).code})`,
    );
  }
}
