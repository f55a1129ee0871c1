import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { median, sum } from 'd3-array';
import { z } from 'zod';
import { processorName } from '../backend/processor.ts';
import { checkpointSteps } from '../checkpoint/store.ts';
import { UserError } from '../platform/errors.ts';
import type { RunResult } from '../results/result.ts';
import { runName } from '../results/run-name.ts';
import { readResult, TRIALS } from '../results/store.ts';
import { checkpointFolder } from '../train/resume.ts';
import type { PlannedExperiment, PlannedRun } from './plan.ts';
import { runFolder } from './run-files.ts';

/** How long runs of one protocol take, and what that is known from. */
export type Pace = {
  readonly secondsAStep: number;
  /** Translating and scoring the test set; 0 where that is not known. */
  readonly testSeconds: number;
} & (
  | {
      /** So many runs that have finished on this machine. */
      readonly runs: number;
    }
  | {
      /** So many steps, by the log of this run, which has not finished. */
      readonly run: string;
      readonly steps: number;
    }
  | {
      /** A file that was given, and the device that it names. */
      readonly record: string;
      readonly device: string;
    }
);

/** The step that a run goes on from. */
export function stepsDone(runs: string, run: PlannedRun): number {
  return checkpointSteps(checkpointFolder(runFolder(runs, run))).at(-1) ?? 0;
}

/** Seconds that a run takes from step `done` to its result. */
export function secondsLeft({ config }: PlannedRun, done: number, pace: Pace): number {
  const testSeconds = config.evaluation.test === false ? 0 : pace.testSeconds;
  return (config.training.steps - done) * pace.secondsAStep + testSeconds;
}

/** Wall time of runs that take so many `seconds` each, with `workers` of them at a time. */
export function wallSeconds(seconds: readonly number[], workers: number): number {
  return Math.max(0, sum(seconds) / workers, ...seconds);
}

/** The pace of `results`, or undefined where none of them has taken a step. */
export function paceOf(results: readonly RunResult[]): Pace | undefined {
  const trained = results.filter(({ training }) => training.steps > 0);
  const secondsAStep = median(
    trained,
    ({ timing, training }) => timing.trainingSeconds / training.steps,
  );
  if (secondsAStep === undefined) return undefined;
  const testSeconds = median(trained, ({ timing }) => timing.testSeconds) ?? 0;
  return { secondsAStep, testSeconds, runs: trained.length };
}

/** The names in `folder`; none where there is no such folder. */
function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** The results under `protocol` of every experiment that were made on a processor like this one. */
export function localResults(
  results: string,
  protocol: string,
  device: string = processorName(),
): RunResult[] {
  const folders = entries(results).flatMap((experiment) => {
    const folder = join(results, experiment, protocol);
    return [folder, join(folder, TRIALS)];
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

/** What is read of a line of a run's log: when an attempt began, and when a step was done. */
const lineSchema = z.union([
  z.object({ msg: z.literal('start') }),
  z.object({ msg: z.literal('train'), time: z.iso.datetime(), step: z.int().positive() }),
]);

function parseLine(line: string): z.infer<typeof lineSchema> | undefined {
  try {
    return lineSchema.safeParse(JSON.parse(line)).data;
  } catch {
    // The last line, while it is being written.
    return undefined;
  }
}

/**
 * The steps between the first and the last logged one of each attempt at a run, and how long they
 * took with the evaluations between them. What comes before the first, compiling above all, and the
 * time between attempts are left out.
 */
function loggedSteps(log: string): { readonly steps: number; readonly seconds: number } {
  const logged = { steps: 0, seconds: 0 };
  let before: { step: number; at: number } | undefined;
  for (const parsed of log.split('\n').map(parseLine)) {
    if (parsed?.msg === 'start') before = undefined;
    if (parsed?.msg !== 'train') continue;
    const now = { step: parsed.step, at: Date.parse(parsed.time) };
    if (before !== undefined && now.step > before.step) {
      logged.steps += now.step - before.step;
      logged.seconds += (now.at - before.at) / 1000;
    }
    before = now;
  }
  return logged;
}

/**
 * The pace of that run of `plan`, trials included, with most steps in its log; undefined where none has
 * logged two.
 */
export function loggedPace(plan: PlannedExperiment, runs: string): Pace | undefined {
  const trials = plan.tunings.flatMap(({ candidates }) => candidates);
  const [longest] = [...plan.runs, ...trials]
    .map((run) => ({ run: runName(run), file: join(runFolder(runs, run), 'log.ndjson') }))
    .filter(({ file }) => existsSync(file))
    .map(({ run, file }) => ({ run, ...loggedSteps(readFileSync(file, 'utf8')) }))
    .toSorted((a, b) => b.steps - a.steps);
  if (longest === undefined || longest.steps === 0) return undefined;
  const { run, steps, seconds } = longest;
  return { secondsAStep: seconds / steps, testSeconds: 0, run, steps };
}
