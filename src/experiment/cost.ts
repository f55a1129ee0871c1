import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { processorName } from '../backend/processor.ts';
import { checkpointSteps } from '../checkpoint/store.ts';
import { UserError } from '../platform/errors.ts';
import type { RunResult } from '../results/result.ts';
import { readResult } from '../results/store.ts';
import { checkpointFolder } from '../train/resume.ts';
import type { PlannedRun } from './definition.ts';
import { runFolder } from './run-files.ts';

/** How long runs of one protocol take. */
export type Pace = {
  readonly secondsAStep: number;
  /** Translating and scoring the test set; 0 where that is not known. */
  readonly testSeconds: number;
} & PaceSource;

/** What a pace is known from. */
export type PaceSource =
  /** So many runs that have finished on this machine. */
  | { readonly runs: number }
  /** So many steps, by the log of this run, which has not finished. */
  | { readonly run: string; readonly steps: number }
  /** A file that was given, and the device that it names. */
  | { readonly record: string; readonly device: string };

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The pace of `results`, or undefined where none of them has taken a step. */
export function paceOf(results: readonly RunResult[]): Pace | undefined {
  const trained = results.filter(({ training }) => training.steps > 0);
  if (trained.length === 0) return undefined;
  const tests = trained.flatMap(({ timing }) => timing.testSeconds ?? []);
  return {
    secondsAStep: median(
      trained.map(({ timing, training }) => timing.trainingSeconds / training.steps),
    ),
    testSeconds: tests.length === 0 ? 0 : median(tests),
    runs: trained.length,
  };
}

/** The results under `protocol` of every experiment that were made on a processor like this one. */
export function localResults(
  results: string,
  protocol: string,
  device: string = processorName(),
): RunResult[] {
  const folders = entries(results).flatMap((experiment) => {
    const folder = join(results, experiment, protocol);
    return [folder, join(folder, 'tuning')];
  });
  return folders
    .flatMap((folder) => entries(folder).map((name) => join(folder, name)))
    .filter((file) => file.endsWith('.json'))
    .flatMap((file) => {
      try {
        return readResult(file) ?? [];
      } catch (error) {
        // Not of the runs that are asked for, so no reason to refuse them.
        if (error instanceof UserError) return [];
        throw error;
      }
    })
    .filter(({ provenance }) => provenance.backend.device === device);
}

/**
 * The pace of runs under `protocol` on this machine: of those with as many threads, if there are
 * any.
 */
export function localPace(
  results: string,
  protocol: string,
  threads: number,
  device?: string,
): Pace | undefined {
  const local = localResults(results, protocol, device);
  const alike = local.filter(({ provenance }) => provenance.backend.threads === threads);
  return paceOf(alike.length > 0 ? alike : local);
}

/** The names in `folder`; none where there is no such folder. */
function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** The step that a run goes on from. */
export function stepsDone(runs: string, run: PlannedRun): number {
  return checkpointSteps(checkpointFolder(runFolder(runs, run))).at(-1) ?? 0;
}

/** Seconds that a run takes from step `done` to its result. */
export function secondsLeft({ config }: PlannedRun, done: number, pace: Pace): number {
  return (config.training.steps - done) * pace.secondsAStep + pace.testSeconds;
}
