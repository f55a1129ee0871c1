/**
 * A process that does one run and ends. Runs are kept apart so that each starts from the same
 * state, and its memory is measured and given back.
 */
import { chooseExecutor } from '../backend/choose-executor.ts';
import { startBackend } from '../backend/start.ts';
import { UserError } from '../errors.ts';
import { writeResult } from '../results/store.ts';
import { runLogger } from '../train/log.ts';
import { run } from '../train/run.ts';
import type { Job, WorkerReport } from './messages.ts';

const report = (message: WorkerReport): Promise<void> =>
  new Promise((resolve) => process.send!(message, undefined, undefined, () => resolve()));

async function work({ run: planned, folder, resultFile, backend, executor }: Job): Promise<void> {
  const { cell, config } = planned;
  const started = await startBackend(backend);
  const result = await run({
    config,
    cell,
    folder,
    backend: started,
    executor: chooseExecutor(started, executor),
    logger: runLogger(folder, { console: false }),
    observer: {
      step: (step, steps) => void report({ kind: 'progress', step, steps }),
      loss: () => {},
      dev: () => {},
    },
  });
  writeResult(resultFile, result);
}

process.once('message', async (job: Job) => {
  try {
    await work(job);
    await report({ kind: 'finished' });
  } catch (error) {
    const message = error instanceof UserError ? error.message : (error as Error).stack;
    await report({ kind: 'failed', message: message ?? String(error) });
  }
  process.exit();
});

// The parent has gone: nobody waits for this run any more.
process.once('disconnect', () => process.exit(1));
