import type { ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ExecutorName } from '../backend/info.ts';
import type { BackendOptions } from '../backend/start.ts';
import { checkpointSteps } from '../checkpoint/store.ts';
import { requireWritable } from '../platform/atomic-write.ts';
import { UserError } from '../platform/errors.ts';
import { type LeaseWatch, watchLease } from '../platform/lease-watch.ts';
import { onStop, type StopSignal } from '../platform/stop-request.ts';
import type { RunResult } from '../results/result.ts';
import { clearFailures, recordFailure } from '../train/failure.ts';
import { checkpointFolder } from '../train/resume.ts';
import type { CheckpointOptions } from '../train/run.ts';
import type { TrainingStatus } from '../train/status.ts';
import type { PlannedExperiment, PlannedRun } from './definition.ts';
import { createQueue, type Entry, unfinishedEntries } from './queue.ts';
import { requireData } from './required-data.ts';
import { finishedResult, resultFile, runFolder } from './run-files.ts';
import { type Choice, choiceOf, takeFromCandidate } from './tuning.ts';
import {
  type RunEnd,
  runInProcess,
  stopProcess,
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
  chosen(choice: Choice): void;
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

export type FailedRun = {
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

export type RunnerOptions = {
  /** Results go to `<results>/<experiment>/<protocol>/`. */
  readonly results: string;
  /** Logs and translations go to `<runs>/<experiment>/<protocol>/`. */
  readonly runs: string;
  /** Runs at a time, each in a process of its own. */
  readonly workers: number;
  /** As many GPUs as workers, by their numbers: each worker has one, and its runs see no other. */
  readonly gpus?: readonly string[];
  /** How often a run that failed is tried again, from its newest checkpoint. */
  readonly retries: number;
  readonly backend: BackendOptions;
  readonly executor: 'auto' | ExecutorName;
  readonly checkpoints: CheckpointOptions;
  /** Whether to write TensorBoard's event files, too. */
  readonly tensorboard: boolean;
  readonly observer: RunnerObserver;
  /** What worker processes run; replaced in tests. */
  readonly worker?: WorkerModule;
};

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
  const { results, runs, workers, executor, checkpoints, tensorboard, observer } = options;
  const { entries, done } = unfinishedEntries(plan, results);
  for (const { run } of entries) {
    requireData(run.config);
    requireWritable(dirname(resultFile(results, run)));
  }
  const costly = entries.filter(({ isCandidate }) => !isCandidate).map(({ run }) => run);
  observer.planned(entries.length + done, done, costly);

  const backend = { threads: threadsPerWorker(workers), ...options.backend };
  const children = new Set<ChildProcess>();
  const failed: FailedRun[] = [];
  const left: Entry[] = [];
  let interrupted = 0;
  let underWay = 0;
  let stopped = false;
  /** Says `change` whenever a run has ended, one way or another. */
  const events = new EventEmitter().setMaxListeners(0);
  const announced = new Set<string>();
  const announce = (choice: Choice) => {
    if (announced.has(choice.row)) return;
    announced.add(choice.row);
    observer.chosen(choice);
  };
  for (const tuning of plan.tunings) {
    const choice = choiceOf(tuning, results);
    if (choice !== undefined) announce(choice);
  }
  const queue = createQueue(entries, results, { chosen: announce });

  const watches = new Map<string, LeaseWatch>();
  /** What there is to know of a run's folder, which other runners may have, from look to look. */
  const look = (folder: string) => {
    const watch = watches.get(folder) ?? watchLease(folder);
    watches.set(folder, watch);
    return watch.look();
  };

  const crash = (message: string, mistake: boolean): RunEnd => ({
    kind: 'failed',
    message,
    mistake,
  });

  /** Whether the result of `run` is there, or lies ready elsewhere under the same configuration. */
  const isDone = (entry: Entry, run: PlannedRun): boolean =>
    finishedResult(results, run) !== undefined ||
    (entry.tuning !== undefined && takeFromCandidate(results, run, entry.tuning));

  const doRun = async (entry: Entry, run: PlannedRun, worker: number): Promise<RunEnd> => {
    const gpu = options.gpus?.[worker];
    const env = gpu === undefined ? {} : { CUDA_VISIBLE_DEVICES: gpu };
    try {
      if (isDone(entry, run)) return { kind: 'finished' };
      const folder = runFolder(runs, run);
      const sight = look(folder);
      if (sight.kind === 'held') return { kind: 'taken' };
      observer.started(run);
      const job = {
        run,
        folder,
        resultFile: resultFile(results, run),
        abandoned: sight,
        backend,
        executor,
        checkpoints: {
          ...checkpoints,
          // Whoever asked to begin anew did not ask to lose what the first attempt has saved.
          resume: checkpoints.resume || entry.failures > 0,
        },
        tensorboard,
      };
      const progress = (status: TrainingStatus) => observer.progress(run, status);
      return await runInProcess(job, children, progress, { worker: options.worker, env });
    } catch (error) {
      if (error instanceof UserError) return crash(error.message, true);
      return crash((error as Error).stack ?? String(error), false);
    }
  };

  const fail = (entry: Entry, run: PlannedRun, message: string, mistake: boolean) => {
    const folder = runFolder(runs, run);
    if (stopped && !mistake) {
      // It was still starting when it was told to stop.
      interrupted++;
      observer.interrupted(run, checkpointSteps(checkpointFolder(folder)).at(-1) ?? 0);
      return;
    }
    const file = recordFailure(folder, message);
    entry.failures++;
    if (!mistake && entry.failures <= options.retries) {
      observer.retried(run, message);
      queue.putBack(entry);
      return;
    }
    failed.push({ run, message, file });
    observer.failed(run, message);
  };

  const leaveToOther = (entry: Entry, run: PlannedRun) => {
    if (entry.notBefore === 0) observer.elsewhere(run);
    entry.notBefore = Date.now() + PATIENCE;
    if (stopped) left.push(entry);
    else queue.putBack(entry);
  };

  const settle = (entry: Entry, run: PlannedRun, end: RunEnd) => {
    if (end.kind === 'taken') leaveToOther(entry, run);
    else if (end.kind === 'failed') fail(entry, run, end.message, end.mistake);
    else if (end.kind === 'interrupted') {
      interrupted++;
      observer.interrupted(run, end.step);
    } else {
      clearFailures(runFolder(runs, run));
      observer.finished(run, finishedResult(results, run)!);
    }
  };

  const change = async (milliseconds: number) => {
    const settled = new AbortController();
    const { signal } = settled;
    const changed = once(events, 'change', { signal });
    const late = Number.isFinite(milliseconds) ? [sleep(milliseconds, undefined, { signal })] : [];
    await Promise.race([changed, ...late]);
    settled.abort();
  };

  const work = async (worker: number) => {
    for (;;) {
      const next = queue.next();
      if (next.kind === 'empty') return;
      if (next.kind === 'run') {
        underWay++;
        const end = await doRun(next.entry, next.run, worker).finally(() => underWay--);
        settle(next.entry, next.run, end);
        events.emit('change');
      } else if (underWay === 0 && next.milliseconds === Number.POSITIVE_INFINITY) return;
      else await change(next.milliseconds);
    }
  };

  const stop = (signal: StopSignal) => {
    stopped = true;
    left.push(...queue.clear());
    for (const child of children) stopProcess(child, signal);
    events.emit('change');
  };
  const forget = onStop(stop);
  try {
    await Promise.all(Array.from({ length: workers }, (_, worker) => work(worker)));
  } finally {
    forget();
  }
  const undecided = queue.clear().map(({ run }) => run);
  return { failed, interrupted, notStarted: left.length, undecided };
}
