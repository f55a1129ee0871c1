/*
 * Stands in for a worker process in tests of the runner: it trains nothing, and ends as the row of
 * its run says. What it writes as a result is the file that TEMPLATE names, for this run.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const report = (message) =>
  new Promise((resolve) => process.send(message, undefined, undefined, resolve));

/** Whether this is the first process that comes this way. */
function isFirst(folder) {
  const mark = join(folder, 'mark');
  if (existsSync(mark)) return false;
  mkdirSync(folder, { recursive: true });
  writeFileSync(mark, '');
  return true;
}

function finish({ run, resultFile }) {
  const result = { ...JSON.parse(readFileSync(process.env.TEMPLATE, 'utf8')), cell: run.cell };
  mkdirSync(dirname(resultFile), { recursive: true });
  writeFileSync(resultFile, JSON.stringify({ ...result, config: run.config }));
  return report({ kind: 'finished' });
}

const ENDS = {
  /** Finishes. */
  A: finish,
  /** Is killed, as where memory runs out; finishes at the second attempt if that goes on. */
  G: async (job) => {
    if (isFirst(job.folder)) process.kill(process.pid, 'SIGKILL');
    if (job.checkpoints.resume) await finish(job);
  },
  /** Dies of something each time. */
  B: () => {
    console.error('out of luck');
    process.exit(3);
  },
  /** Finds a mistake of the user's. */
  J: () => report({ kind: 'failed', message: 'no such file', mistake: true }),
  /** Takes its time, and saves itself when it is told to stop. */
  O: async () => {
    process.once('SIGTERM', async () => {
      await report({ kind: 'interrupted', step: 7 });
      process.exit();
    });
    await report({ kind: 'progress', step: 1, steps: 10 });
    await sleep(60_000);
  },
};

process.once('message', async (job) => {
  await ENDS[job.run.cell.row](job);
  process.exit();
});
