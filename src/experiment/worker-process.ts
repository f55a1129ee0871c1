import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ExecutorName } from '../backend/info.ts';
import type { BackendOptions } from '../backend/start.ts';
import { bundleFile } from '../platform/bundle.mjs';
import type { OpenSight } from '../platform/lease-watch.ts';
import { availableProcessors } from '../platform/processors.ts';
import type { StopSignal } from '../platform/stop-request.ts';
import type { CheckpointOptions } from '../train/run-options.ts';
import type { TrainingStatus } from '../train/status.ts';
import type { PlannedRun } from './plan.ts';

/** How runs are trained. */
export type TrainingSettings = {
  readonly backend: BackendOptions;
  readonly executor: 'auto' | ExecutorName;
  readonly checkpoints: CheckpointOptions;
  /** Whether to write TensorBoard's event files, too. */
  readonly tensorboard: boolean;
};

/** What a worker process is asked to do: one run. */
export type Job = TrainingSettings & {
  readonly run: PlannedRun;
  readonly folder: string;
  readonly resultFile: string;
  /** The folder's lease, where the parent has watched it long enough to know that it may be taken. */
  readonly abandoned?: OpenSight | undefined;
};

/** What a worker process is told while it does so, ahead of a SIGTERM: which signal that is for. */
export type StopMessage = { readonly stop: StopSignal };

/** What a worker process reports. */
export type WorkerReport =
  | { readonly kind: 'progress'; readonly status: TrainingStatus }
  | { readonly kind: 'finished' }
  /** It was told to stop, and has saved itself after this step. */
  | { readonly kind: 'interrupted'; readonly step: number }
  /** Another process is at work on it. */
  | { readonly kind: 'taken' }
  /** `mistake`: somebody has to put something right first, so trying again is of no use. */
  | { readonly kind: 'failed'; readonly message: string; readonly mistake: boolean };

/** How a run ended. */
export type RunEnd = Exclude<WorkerReport, { kind: 'progress' }>;

/** What a process runs. */
export type WorkerModule = { readonly path: string; readonly execArgv: readonly string[] };

/** What does runs: the bundle that set-up made, where no source has changed since, or the sources. */
function workerModule(): WorkerModule {
  const bundle = bundleFile('worker');
  if (existsSync(bundle)) return { path: bundle, execArgv: [] };
  return {
    path: fileURLToPath(new URL('./worker.ts', import.meta.url)),
    execArgv: ['--import', import.meta.resolve('tsx')],
  };
}

/** Characters of a dying process's standard error that are worth showing. */
const KEPT_ERRORS = 2000;

/** Threads of each of so many runs at a time, unless told otherwise: they share the cores. */
export function threadsPerWorker(workers: number): number {
  return Math.max(1, Math.floor(availableProcessors() / workers));
}

/** Has a process save its run and end, as this one was told to by `signal`. */
export function stopProcess(child: ChildProcess, signal: StopSignal): void {
  const message: StopMessage = { stop: signal };
  if (child.connected) child.send(message, () => {});
  // One that is starting has nothing to save.
  child.kill('SIGTERM');
}

/**
 * Does one run in a process of its own.
 *
 * @param children holds the process while it lives
 * @param env what its environment has beside this process's own
 * @param worker replaced in tests
 */
export function runInProcess(
  job: Job,
  children: Set<ChildProcess>,
  progress: (status: TrainingStatus) => void,
  env: NodeJS.ProcessEnv,
  worker: WorkerModule = workerModule(),
): Promise<RunEnd> {
  return new Promise((resolve) => {
    const child = fork(worker.path, {
      execArgv: [...worker.execArgv],
      env: { ...process.env, ...env },
      // Native libraries chat on standard error: it is shown only where a process dies of something.
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    children.add(child);
    let errors = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      errors = `${errors}${text}`.slice(-KEPT_ERRORS);
    });
    const crashed = (message: string): RunEnd => ({ kind: 'failed', message, mistake: false });
    let end: RunEnd = crashed('the process ended without a result');
    child.on('message', (message: WorkerReport) => {
      if (message.kind === 'progress') progress(message.status);
      else end = message;
    });
    child.on('error', (error) => {
      children.delete(child);
      resolve(crashed(`the process could not be started: ${error.message}`));
    });
    child.on('close', (code, signal) => {
      children.delete(child);
      if (signal !== null) {
        const hint = signal === 'SIGKILL' ? ', as the system does where memory runs out' : '';
        resolve(crashed(`the process was ended by ${signal}${hint}`));
      } else if (code === 0) resolve(end);
      else resolve(crashed(`the process ended with ${code}\n${errors}`));
    });
    // A process that dies before it is told what to do is known by its end.
    child.send(job, () => {});
  });
}
