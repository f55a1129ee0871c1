/**
 * A process that does one run and ends. Runs are kept apart so that each starts from the same
 * state, and its memory is measured and given back.
 */
import { chooseExecutor } from '../backend/info.ts';
import { startBackend } from '../backend/start.ts';
import { FolderLockedError } from '../platform/held-lease.ts';
import { STOP_SIGNALS, StopRequest, type StopSignal } from '../platform/stop-request.ts';
import { failureOf } from '../train/failure.ts';
import { runOnce } from '../train/run.ts';
import { statusObserver, type TrainingStatus } from '../train/status.ts';
import type { Job, StopMessage, WorkerReport } from './worker-process.ts';

const report = (message: WorkerReport): Promise<void> =>
  new Promise((resolve) => process.send!(message, undefined, undefined, () => resolve()));

const stop = new AbortController();

/** A person who watches sees no more than this. */
const MESSAGE_MS = 100;

let reported = 0;

function reportStatus(status: TrainingStatus): void {
  const now = performance.now();
  const urgent = status.step === status.steps || status.phase !== undefined;
  if (!process.connected || (!urgent && now - reported < MESSAGE_MS)) return;
  reported = now;
  void report({ kind: 'progress', status });
}

async function work({ run, resultFile, ...job }: Job): Promise<WorkerReport> {
  const backend = await startBackend(job.backend);
  const options = {
    ...job,
    cell: run.cell,
    config: run.config,
    backend,
    executor: chooseExecutor(backend, job.executor),
    stop: stop.signal,
    observer: statusObserver(reportStatus),
  };
  return runOnce(options, resultFile);
}

async function start(job: Job): Promise<void> {
  let last: WorkerReport;
  try {
    last = await work(job);
  } catch (error) {
    last =
      error instanceof FolderLockedError
        ? { kind: 'taken' }
        : { kind: 'failed', ...failureOf(error) };
  }
  if (process.connected) await report(last);
  process.exit();
}

process.on('message', (message: Job | StopMessage) => {
  if ('stop' in message) stop.abort(new StopRequest(message.stop));
  else void start(message);
});

/** Time for the parent's message, which says what a SIGTERM is for, to come first. */
const MESSAGE_FIRST_MS = 100;

const stopSoon = (signal: StopSignal) =>
  setTimeout(() => stop.abort(new StopRequest(signal)), MESSAGE_FIRST_MS);

// Schedulers send signals to all processes of a job.
for (const signal of STOP_SIGNALS) process.on(signal, () => stopSoon(signal));
// The parent has gone: nobody waits for this run any more, so it is kept for the next one.
process.once('disconnect', () => stopSoon('SIGHUP'));
