import { type ChildProcess, fork } from 'node:child_process';

import { fileURLToPath } from 'node:url';
import { availableProcessors } from '../platform/processors.ts';
import type { StopSignal } from '../platform/stop-request.ts';
import type { TrainingStatus } from '../train/status.ts';
import type { Job, StopMessage, WorkerReport } from './messages.ts';

/** What a process runs. */
export type WorkerModule = { readonly path: string; readonly execArgv: readonly string[] };

const WORKER: WorkerModule = {
  path: fileURLToPath(new URL('./worker.ts', import.meta.url)),
  execArgv: ['--import', import.meta.resolve('tsx')],
};

/** Characters of a dying process's standard error that are worth showing. */
const KEPT_ERRORS = 2000;

/** Threads of each of so many runs at a time, unless told otherwise: they share the cores. */
export function threadsPerWorker(workers: number): number {
  return Math.max(1, Math.floor(availableProcessors() / workers));
}

export type ProcessOptions = {
  /** Replaced in tests. */
  readonly worker?: WorkerModule | undefined;
  /** Beside this process's own environment. */
  readonly env?: NodeJS.ProcessEnv;
};

export type RunEnd = Exclude<WorkerReport, { kind: 'progress' }>;

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
 */
export function runInProcess(
  job: Job,
  children: Set<ChildProcess>,
  progress: (status: TrainingStatus) => void,
  { worker = WORKER, env = {} }: ProcessOptions = {},
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
