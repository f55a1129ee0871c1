import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import type { ExecutorName } from '../backend/info.ts';
import type { BackendOptions } from '../backend/start.ts';
import { requireCorpus } from '../data/corpus.ts';
import { requireVocabulary } from '../data/vocabulary.ts';
import { UserError } from '../errors.ts';
import type { RunResult } from '../results/result.ts';
import { readResult, resultPath } from '../results/store.ts';
import type { CheckpointOptions } from '../train/run.ts';
import type { TrainingStatus } from '../train/status.ts';
import { requireWritable } from '../whole-file.ts';
import type { PlannedExperiment, PlannedRun } from './definition.ts';
import type { Job, WorkerReport } from './messages.ts';

const WORKER = fileURLToPath(new URL('./worker.ts', import.meta.url));

/** Characters of a dying process's standard error that are worth showing. */
const KEPT_ERRORS = 2000;

/** Told what happens to each run of an experiment. */
export type RunnerObserver = {
  /** `done` of all runs had results already. */
  planned(done: number, all: number): void;
  started(run: PlannedRun): void;
  progress(run: PlannedRun, status: TrainingStatus): void;
  finished(run: PlannedRun, result: RunResult): void;
  /** It was told to stop, and goes on from `step` when it is started again. */
  interrupted(run: PlannedRun, step: number): void;
  failed(run: PlannedRun, message: string): void;
};

/** How many runs ended without a result. */
export type Unfinished = { readonly failed: number; readonly interrupted: number };

export type RunnerOptions = {
  /** Results go to `<results>/<experiment>/<protocol>/`. */
  readonly results: string;
  /** Logs and translations go to `<runs>/<experiment>/<protocol>/`. */
  readonly runs: string;
  /** Runs at a time, each in a process of its own. */
  readonly workers: number;
  readonly backend: BackendOptions;
  readonly executor: 'auto' | ExecutorName;
  readonly checkpoints: CheckpointOptions;
  /** Whether runs write TensorBoard's event files. */
  readonly tensorboard: boolean;
  readonly observer: RunnerObserver;
};

/** A run's name in messages and folders: row, arm and seed. */
export function runName({ cell, seed }: PlannedRun): string {
  return `${cell.row}-${cell.arm}-s${seed}`;
}

/**
 * Whether `run` has its result already.
 *
 * @throws UserError where the result file was made by another configuration
 */
function isDone(run: PlannedRun, resultFile: string): boolean {
  const result = readResult(resultFile);
  if (result === undefined) return false;
  if (isDeepStrictEqual(result.config, run.config)) return true;
  throw new UserError(
    `${resultFile} was made by another configuration than the one asked for; keep both by giving ` +
      'the new one a protocol name of its own (--set protocol=NAME) or another --results folder, ' +
      'or remove the file',
  );
}

type RunEnd = Exclude<WorkerReport, { kind: 'progress' }>;

/** Does one run in a process of its own. */
function runInProcess(
  job: Job,
  children: Set<ChildProcess>,
  progress: (status: TrainingStatus) => void,
): Promise<RunEnd> {
  return new Promise((resolve) => {
    const child = fork(WORKER, {
      execArgv: ['--import', import.meta.resolve('tsx')],
      // Native libraries chat on standard error: it is shown only where a process dies of something.
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    children.add(child);
    let errors = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      errors = `${errors}${text}`.slice(-KEPT_ERRORS);
    });
    let end: RunEnd = { kind: 'failed', message: 'the process ended without a result' };
    child.on('message', (message: WorkerReport) => {
      if (message.kind === 'progress') progress(message.status);
      else end = message;
    });
    child.on('close', (code, signal) => {
      children.delete(child);
      if (signal !== null) resolve({ kind: 'failed', message: `ended by ${signal}` });
      else if (code === 0) resolve(end);
      else resolve({ kind: 'failed', message: `the process ended with ${code}\n${errors}` });
    });
    child.send(job);
  });
}

/**
 * Does every run of `plan` that has no result yet. Each result is written when its run ends, so
 * this may be stopped at any moment and started again. Told to stop by SIGINT or SIGTERM, it has the
 * runs that are under way save themselves.
 *
 * @throws UserError, before any run starts, where a corpus or a vocabulary is missing or a result
 *   was made by another configuration
 */
export async function runExperiment(
  plan: PlannedExperiment,
  options: RunnerOptions,
): Promise<Unfinished> {
  const { results, runs, workers, executor, checkpoints, tensorboard, observer } = options;
  const { experiment, protocol } = plan;
  const fileOf = ({ cell, seed }: PlannedRun) => resultPath(results, cell, protocol, seed);
  const waiting = plan.runs.filter((run) => !isDone(run, fileOf(run)));
  for (const { config } of waiting) {
    requireCorpus(config.data.corpus);
    requireVocabulary(config.data.vocabulary);
  }
  for (const run of waiting) requireWritable(dirname(fileOf(run)));
  observer.planned(plan.runs.length - waiting.length, plan.runs.length);

  const threads = Math.max(1, Math.floor(availableParallelism() / workers));
  const backend = { threads, ...options.backend };
  const children = new Set<ChildProcess>();
  const unfinished = { failed: 0, interrupted: 0 };
  const work = async () => {
    for (let run = waiting.shift(); run !== undefined; run = waiting.shift()) {
      const current = run;
      observer.started(current);
      const resultFile = fileOf(current);
      const folder = join(runs, experiment.experiment, protocol, runName(current));
      const common = { backend, executor, checkpoints, tensorboard };
      const job = { run: current, folder, resultFile, ...common };
      const end = await runInProcess(job, children, (status) => observer.progress(current, status));
      if (end.kind === 'finished') {
        observer.finished(current, readResult(resultFile)!);
        continue;
      }
      unfinished[end.kind]++;
      if (end.kind === 'interrupted') observer.interrupted(current, end.step);
      else observer.failed(current, end.message);
    }
  };
  const stop = () => {
    waiting.length = 0;
    for (const child of children) child.kill('SIGTERM');
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  await Promise.all(Array.from({ length: workers }, work));
  process.off('SIGINT', stop).off('SIGTERM', stop);
  return unfinished;
}
