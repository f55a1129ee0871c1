/**
 * A process that does one run and ends. Runs are kept apart so that each starts from the same
 * state, and its memory is measured and given back.
 */
import { chooseExecutor } from '../backend/choose-executor.ts';
import { startBackend } from '../backend/start.ts';
import { FolderLockedError } from '../checkpoint/folder-lock.ts';
import { asUserError } from '../file-errors.ts';
import { failureMessage } from '../train/failure.ts';
import { runOnce } from '../train/run-once.ts';
import { statusObserver, type TrainingStatus } from '../train/status.ts';
import type { Job, WorkerReport } from './messages.ts';

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

async function work(job: Job): Promise<WorkerReport> {
  const { run: planned, folder, resultFile, backend, executor, checkpoints, tensorboard } = job;
  const { cell, config } = planned;
  const started = await startBackend(backend);
  const options = {
    config,
    cell,
    folder,
    backend: started,
    executor: chooseExecutor(started, executor),
    checkpoints,
    tensorboard,
    stop: stop.signal,
    observer: statusObserver(reportStatus),
  };
  return runOnce(options, resultFile);
}

process.once('message', async (job: Job) => {
  let last: WorkerReport;
  try {
    last = await work(job);
  } catch (error) {
    const mistake = asUserError(error);
    last =
      error instanceof FolderLockedError
        ? { kind: 'taken' }
        : { kind: 'failed', message: failureMessage(error), mistake: mistake !== undefined };
  }
  if (process.connected) await report(last);
  process.exit();
});

// The parent says when to stop; what a terminal sends to all its processes is for the parent.
process.on('SIGINT', () => {});
process.once('SIGTERM', () => stop.abort());
// The parent has gone: nobody waits for this run any more, so it is kept for the next one.
process.once('disconnect', () => stop.abort());
