import type { ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { requireWritable } from '../platform/atomic-write.ts';
import { type LeaseWatch, watchLease } from '../platform/lease-watch.ts';
import { onStop } from '../platform/stop-request.ts';
import type { RunResult } from '../results/result.ts';
import { clearFailures, failureOf, recordFailure } from '../train/failure.ts';
import type { TrainingStatus } from '../train/status.ts';
import { stepsDone } from './pace.ts';
import type { PlannedExperiment, PlannedRun } from './plan.ts';
import { createQueue, type Entry, type Queue, unfinishedEntries } from './queue.ts';
import { requireData } from './required-data.ts';
import { finishedResult, resultFile, runFolder } from './run-files.ts';
import { type TuningResult, takeFromCandidate } from './tuning.ts';
import {
  type RunEnd,
  runInProcess,
  stopProcess,
  type TrainingSettings,
  threadsPerWorker,
  type WorkerModule,
} from './worker-process.ts';

/** How long to leave a run to another process before looking again, in milliseconds. */
const PATIENCE = 5000;

/** Told what happens to each run of an experiment. */
export type RunnerObserver = {
  /** Of `all` runs `done` had results already; `costly` are those that have to be trained. */
  planned(all: number, done: number, costly: readonly PlannedRun[]): void;
  /** A row's number is chosen; see `src/experiment/tuning.ts`. */
  chosen(result: TuningResult): void;
  started(run: PlannedRun): void;
  progress(run: PlannedRun, status: TrainingStatus): void;
  finished(run: PlannedRun, result: RunResult): void;
  /** It was told to stop, and goes on from `step` when it is started again. */
  interrupted(run: PlannedRun, step: number): void;
  /** Another process is at work on it, and is left to it. */
  elsewhere(run: PlannedRun): void;
  /** It failed, and will be tried again. */
  retried(run: PlannedRun, message: string): void;
  failed(run: PlannedRun, message: string): void;
};

type FailedRun = {
  readonly run: PlannedRun;
  readonly message: string;
  /** Where this is written down, if it could be. */
  readonly file: string | undefined;
};

/** The runs that ended, or were left, without a result. */
export type Unfinished = {
  readonly failed: readonly FailedRun[];
  /** They were under way, and are saved. */
  readonly interrupted: number;
  /** Nobody has begun them, as the runner was told to stop. */
  readonly notStarted: number;
  /** Nothing was chosen for their rows: a candidate has no result, or none of them was completed. */
  readonly undecided: readonly PlannedRun[];
};

export type RunnerOptions = TrainingSettings & {
  /** Results go to `<results>/<experiment>/<protocol>/`. */
  readonly results: string;
  /** Logs and translations go to `<runs>/<experiment>/<protocol>/`. */
  readonly runs: string;
  /** Runs at a time, each in a process of its own. */
  readonly workers: number;
  /** As many GPUs as workers, by their numbers: each worker has one, and its runs see no other. */
  readonly gpus?: readonly string[] | undefined;
  /** How often a run that failed is tried again, from its newest checkpoint. */
  readonly retries: number;
  readonly observer: RunnerObserver;
  /** What worker processes run; replaced in tests. */
  readonly worker?: WorkerModule;
};

/** A runner at work. */
type Runner = {
  readonly options: RunnerOptions;
  readonly queue: Queue;
  readonly children: Set<ChildProcess>;
  /** Of folders of runs that other runners may have. */
  readonly watches: Map<string, LeaseWatch>;
  /** Says `change` whenever a run has ended, one way or another. */
  readonly events: EventEmitter;
  readonly failed: FailedRun[];
  /** What nobody has begun when it was told to stop. */
  readonly left: Entry[];
  interrupted: number;
  underWay: number;
  stopped: boolean;
  /** Something went wrong in the runner itself: no run begins any more. */
  broken: boolean;
};

/** What there is to know of a run's folder, from look to look. */
function look({ watches }: Runner, folder: string): ReturnType<LeaseWatch['look']> {
  const watch = watches.get(folder) ?? watchLease(folder);
  watches.set(folder, watch);
  return watch.look();
}

/** Whether the result of `run` is there, or lies ready elsewhere under the same configuration. */
function isDone({ options: { results } }: Runner, { tuning }: Entry, run: PlannedRun): boolean {
  return (
    finishedResult(results, run) !== undefined ||
    (tuning !== undefined && takeFromCandidate(results, run, tuning))
  );
}

/** Does `run` in a process of its own, unless it is done or another runner is at work on it. */
async function attempt(
  runner: Runner,
  entry: Entry,
  run: PlannedRun,
  worker: number,
): Promise<RunEnd> {
  const { options } = runner;
  const { results, runs, workers, observer, backend, executor, checkpoints, tensorboard } = options;
  const gpu = options.gpus?.[worker];
  const env = gpu === undefined ? {} : { CUDA_VISIBLE_DEVICES: gpu };
  try {
    if (isDone(runner, entry, run)) return { kind: 'finished' };
    const folder = runFolder(runs, run);
    const sight = look(runner, folder);
    if (sight.kind === 'held') return { kind: 'taken' };
    observer.started(run);
    const job = {
      run,
      folder,
      resultFile: resultFile(results, run),
      abandoned: sight,
      backend: { ...backend, threads: backend.threads ?? threadsPerWorker(workers) },
      executor,
      // Whoever asked to begin anew did not ask to lose what the first attempt has saved.
      checkpoints: { ...checkpoints, resume: checkpoints.resume || entry.failures > 0 },
      tensorboard,
    };
    const progress = (status: TrainingStatus) => observer.progress(run, status);
    return await runInProcess(job, runner.children, progress, env, options.worker);
  } catch (error) {
    return { kind: 'failed', ...failureOf(error) };
  }
}

/** Writes a failure down, and has the run tried again where that may help. */
function fail(runner: Runner, entry: Entry, run: PlannedRun, message: string, mistake: boolean) {
  const { runs, retries, observer } = runner.options;
  if (runner.stopped && !mistake) {
    // It was still starting when it was told to stop.
    runner.interrupted++;
    observer.interrupted(run, stepsDone(runs, run));
    return;
  }
  const file = recordFailure(runFolder(runs, run), message);
  entry.failures++;
  if (!mistake && entry.failures <= retries) {
    observer.retried(run, message);
    runner.queue.putBack(entry);
    return;
  }
  runner.failed.push({ run, message, file });
  observer.failed(run, message);
}

function leaveToOther({ options, queue, left, stopped }: Runner, entry: Entry, run: PlannedRun) {
  if (entry.notBefore === 0) options.observer.elsewhere(run);
  entry.notBefore = Date.now() + PATIENCE;
  if (stopped) left.push(entry);
  else queue.putBack(entry);
}

function settle(runner: Runner, entry: Entry, run: PlannedRun, end: RunEnd): void {
  const { results, runs, observer } = runner.options;
  if (end.kind === 'taken') leaveToOther(runner, entry, run);
  else if (end.kind === 'failed') fail(runner, entry, run, end.message, end.mistake);
  else if (end.kind === 'interrupted') {
    runner.interrupted++;
    observer.interrupted(run, end.step);
  } else {
    clearFailures(runFolder(runs, run));
    observer.finished(run, finishedResult(results, run)!);
  }
}

/** Waits until a run has ended, or `milliseconds` have passed. */
async function changeWithin({ events }: Runner, milliseconds: number): Promise<void> {
  const settled = new AbortController();
  const { signal } = settled;
  const changed = once(events, 'change', { signal });
  const late = Number.isFinite(milliseconds) ? [sleep(milliseconds, undefined, { signal })] : [];
  await Promise.race([changed, ...late]);
  settled.abort();
}

/** Does one run after the other until none is left. */
async function work(runner: Runner, worker: number): Promise<void> {
  while (!runner.broken) {
    const next = runner.queue.next();
    if (next.kind === 'empty') return;
    if (next.kind === 'run') {
      runner.underWay++;
      const end = await attempt(runner, next.entry, next.run, worker);
      runner.underWay--;
      settle(runner, next.entry, next.run, end);
      runner.events.emit('change');
    } else if (runner.underWay === 0 && next.milliseconds === Number.POSITIVE_INFINITY) return;
    else await changeWithin(runner, next.milliseconds);
  }
}

/**
 * Does every run of `plan` that has no result yet, in the order of the plan. Each result is written
 * when its run ends, so this may be stopped at any moment and started again, also twice at the same
 * time: what another process is at work on is left to it, and taken over where that process ends
 * without a result. A run that fails stops no other one. Told to stop by one of `STOP_SIGNALS`, it has
 * the runs that are under way save themselves.
 *
 * @throws UserError, before any run starts, where data is missing, or a result is not valid or was
 *   made by another configuration
 */
export async function runExperiment(
  plan: PlannedExperiment,
  options: RunnerOptions,
): Promise<Unfinished> {
  const { results, workers, observer } = options;
  const { entries, done } = unfinishedEntries(plan, results);
  for (const { run } of entries) {
    requireData(run.config);
    requireWritable(dirname(resultFile(results, run)));
  }
  const costly = entries.filter(({ coveredByTrial }) => !coveredByTrial).map(({ run }) => run);
  observer.planned(entries.length + done, done, costly);
  const runner: Runner = {
    options,
    queue: createQueue(entries, plan.tunings, results, (result) => observer.chosen(result)),
    children: new Set(),
    watches: new Map(),
    events: new EventEmitter().setMaxListeners(0),
    failed: [],
    left: [],
    interrupted: 0,
    underWay: 0,
    stopped: false,
    broken: false,
  };
  const forget = onStop((signal) => {
    runner.stopped = true;
    runner.left.push(...runner.queue.clear());
    for (const child of runner.children) stopProcess(child, signal);
    runner.events.emit('change');
  });
  const working = Array.from({ length: workers }, (_, worker) =>
    work(runner, worker).catch((error: unknown) => {
      // Runs that are under way may end; no other begins.
      runner.broken = true;
      runner.events.emit('change');
      throw error;
    }),
  );
  try {
    await Promise.allSettled(working);
    await Promise.all(working);
  } finally {
    forget();
  }
  const { failed, interrupted, left, queue } = runner;
  const undecided = queue.clear().map(({ run }) => run);
  return { failed, interrupted, notStarted: left.length, undecided };
}
