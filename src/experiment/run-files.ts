import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { firstDifference } from '../config/first-difference.ts';
import { UserError } from '../platform/errors.ts';
import type { RunResult } from '../results/result.ts';
import { runName } from '../results/run-name.ts';
import { readResultOf, resultPath } from '../results/store.ts';
import type { PlannedRun } from './plan.ts';

/** Where the log, the checkpoints and the translations of a run go. */
export function runFolder(runs: string, run: PlannedRun): string {
  return join(runs, run.cell.experiment, run.config.protocol, runName(run));
}

/** Where the result of a run goes. */
export function resultFile(results: string, run: PlannedRun): string {
  const { cell, seed, config, factor } = run;
  return resultPath(results, cell, config.protocol, seed, factor);
}

/**
 * The result of `run`, or undefined while it has none.
 *
 * @throws UserError where the result file is not valid, or is of another run or configuration
 */
export function finishedResult(results: string, run: PlannedRun): RunResult | undefined {
  const path = resultFile(results, run);
  const { cell, seed, config } = run;
  const result = readResultOf(path, { cell, seed, protocol: config.protocol });
  if (result === undefined || isDeepStrictEqual(result.config, config)) return result;
  throw new UserError(
    `${path} was made by another configuration than the one asked for ` +
      `(${firstDifference(result.config, config)}); keep both by giving the new one a protocol ` +
      'name of its own (--set protocol=NAME) or another --results folder, or remove the file',
  );
}
