/*
 * One of many processes that want one folder. While it has the folder, it adds lines to a file there,
 * each as a whole new file, and says so; now and then it lets the folder go.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeWholeFile } from '../../src/platform/atomic-write.ts';
import { FolderLockedError } from '../../src/platform/held-lease.ts';
import { takeLease } from '../../src/platform/lease.ts';
import type { LeaseTimes } from '../../src/platform/lease-watch.ts';

const [folder, times] = process.argv.slice(2) as [string, string];

/** Of some hundred milliseconds each. */
const LINES_BEFORE_RELEASE = 20;

async function writeLines(): Promise<void> {
  const lease = await takeLease(folder, { times: JSON.parse(times) as LeaseTimes });
  try {
    const file = join(folder, 'lines');
    let text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    for (let line = 0; line < LINES_BEFORE_RELEASE; line++) {
      const added = `${lease.number} ${line}\n`;
      text += added;
      writeWholeFile(file, [text]);
      process.stdout.write(`wrote ${added}`);
      await sleep(20 * Math.random());
    }
  } finally {
    lease.release();
  }
}

for (;;) {
  try {
    await writeLines();
  } catch (error) {
    if (!(error instanceof FolderLockedError)) throw error;
    if (error.name === 'LeaseLostError') process.stdout.write('lost\n');
    await sleep(50 * Math.random());
  }
}
