import { existsSync } from 'node:fs';
import { writeResult } from '../results/store.ts';
import { runInFolder } from './run.ts';
import { inRunFolder } from './run-folder.ts';
import type { RunOptions } from './run-options.ts';

/** How a run ended whose result is kept: with one, or at a step from which it can go on. */
export type OnceOutcome =
  | { readonly kind: 'finished' }
  | { readonly kind: 'interrupted'; readonly step: number };

/**
 * Does a run unless its result is in `resultFile` already, and writes it there. Of several processes
 * that are given the same run, one after the other or all at once, one does it: the result is looked
 * for, and written, while the folder of the run is this process's.
 *
 * @throws UserError as `run` does, and where the result cannot be written
 */
export function runOnce(options: RunOptions, resultFile: string): Promise<OnceOutcome> {
  return inRunFolder(options, resultFile, async (lease) => {
    if (existsSync(resultFile)) return { kind: 'finished' };
    const outcome = await runInFolder(options, lease);
    if (outcome.kind === 'interrupted') return outcome;
    writeResult(resultFile, outcome);
    return { kind: 'finished' };
  });
}
