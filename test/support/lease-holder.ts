/*
 * Takes the lease of a folder and keeps it, or says why it cannot. With `sleep` it also begins a
 * file, makes sure of its lease and stops itself, as a machine does that is paused; it gives the file
 * its name when it goes on.
 */
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fenceOf } from '../../src/platform/fence.ts';
import { takeLease } from '../../src/platform/lease.ts';
import type { LeaseTimes } from '../../src/platform/lease-watch.ts';

const [folder, times, mode] = process.argv.slice(2) as [string, string, string | undefined];

try {
  await takeLease(folder, { times: JSON.parse(times) as LeaseTimes });
  console.log('taken');
  if (mode === 'sleep') {
    const path = join(folder, 'file');
    const fence = fenceOf(path)!;
    const partial = `${path}.${fence.token}.partial`;
    writeFileSync(partial, 'of a process that has slept');
    fence.confirm();
    process.kill(process.pid, 'SIGSTOP');
    renameSync(partial, path);
  }
  setInterval(() => {}, 1000);
} catch (error) {
  console.log((error as Error).message);
}
