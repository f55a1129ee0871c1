import { sum } from 'd3-array';
import { leaseHolder } from '../platform/lease.ts';
import type { LeaseRecord } from '../platform/lease-record.ts';
import { runName } from '../results/run-name.ts';
import { failedAttempts } from '../train/failure.ts';
import { type Pace, secondsLeft, stepsDone, wallSeconds } from './pace.ts';
import type { PlannedExperiment } from './plan.ts';
import { decidedRun, orderedEntries } from './queue.ts';
import { finishedResult, runFolder } from './run-files.ts';
import { type TuningResult, tuningResultOf } from './tuning.ts';

/** How a run stands before anything is done. */
export type RunState =
  | { readonly kind: 'done' }
  | { readonly kind: 'todo' }
  /** Its number is not chosen yet. */
  | { readonly kind: 'undecided' }
  /** A process is at work on it. */
  | { readonly kind: 'underWay'; readonly step: number }
  /** It has a checkpoint to go on from. */
  | { readonly kind: 'begun'; readonly step: number }
  | { readonly kind: 'failed'; readonly step: number; readonly message: string };

export type PlannedRunStatus = {
  readonly experiment: string;
  readonly name: string;
  readonly seed: number;
  readonly steps: number;
  readonly state: RunState;
  /** Whose lease its folder is, where a process is at work on it. */
  readonly holder: LeaseRecord | undefined;
  /** What it will take, in seconds; absent where it takes no time, or no pace is known. */
  readonly seconds: number | undefined;
};

/** What a runner would do. */
export type PlanStatus = {
  readonly experiment: string;
  readonly protocol: string;
  readonly workers: number;
  /** What the times are estimated from. */
  readonly pace?: Pace;
  readonly runs: readonly PlannedRunStatus[];
  readonly done: number;
  /** What is chosen for rows that are tuned. */
  readonly choices: readonly TuningResult[];
  /** Of all that is left, at `workers` runs at a time; absent where no pace is known. */
  readonly seconds?: number;
  /**
   * Of all that is left, one run after the other, in hours: what it costs where each run has a machine
   * or a GPU to itself, however many of them there are. Absent where no pace is known.
   */
  readonly nodeHours?: number;
};

type PlanStatusOptions = {
  readonly results: string;
  readonly runs: string;
  readonly workers: number;
  readonly pace: Pace | undefined;
};

/**
 * The runs of `plan` in the order they would be done, with how each stands and what it will cost.
 *
 * @throws UserError where a result is not valid or was made by another configuration
 */
export function planStatus(plan: PlannedExperiment, options: PlanStatusOptions): PlanStatus {
  const { results, runs, workers, pace } = options;
  const listed = orderedEntries(plan).map((entry): PlannedRunStatus => {
    const { cell, seed, config } = entry.run;
    const decided = decidedRun(entry, results);
    const isDone = decided !== undefined && finishedResult(results, decided) !== undefined;
    const folder = runFolder(runs, entry.run);
    const holder = isDone ? undefined : leaseHolder(folder);
    const failure = failedAttempts(folder).at(-1);
    const step = stepsDone(runs, entry.run);
    const state = (): RunState => {
      if (isDone) return { kind: 'done' };
      if (holder !== undefined) return { kind: 'underWay', step };
      if (failure !== undefined) return { kind: 'failed', step, message: failure.message };
      if (step > 0) return { kind: 'begun', step };
      return { kind: decided === undefined ? 'undecided' : 'todo' };
    };
    const costs = !isDone && !entry.coveredByTrial && pace !== undefined;
    return {
      experiment: cell.experiment,
      name: runName(entry.run),
      seed,
      steps: config.training.steps,
      state: state(),
      holder: holder === 'unknown' ? undefined : holder,
      seconds: costs ? secondsLeft(entry.run, step, pace) : undefined,
    };
  });
  const times = listed.map(({ seconds = 0 }) => seconds);
  return {
    experiment: plan.experiment.experiment,
    protocol: plan.protocol,
    workers,
    ...(pace === undefined
      ? {}
      : { pace, seconds: wallSeconds(times, workers), nodeHours: sum(times) / 3600 }),
    runs: listed,
    done: listed.filter(({ state }) => state.kind === 'done').length,
    choices: plan.tunings.flatMap((tuning) => tuningResultOf(tuning, results) ?? []),
  };
}
