import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { leaseText } from '../../src/platform/heartbeat.mjs';
import { readLease, takeNext } from '../../src/platform/lease-files.ts';
import { type LeaseRecord, leaseHead } from '../../src/platform/lease-record.ts';
import { thisProcess } from '../../src/platform/process-identity.ts';

type Owner = Omit<LeaseRecord, 'beat'>;

/** Has somebody else take the lease of `folder`, whoever has it. */
export function takeAs(folder: string, owner: Partial<Owner>): Owner {
  const taken: Owner = {
    ...thisProcess(),
    since: '2026-01-01T00:00:00.000Z',
    token: '0123456789abcdef',
    ...owner,
  };
  const text = leaseText(leaseHead(taken), 0);
  if (!takeNext(folder, readLease(folder), text, taken.token)) throw new Error('it was not free');
  return taken;
}

/** What a process of this machine leaves in `folder`, which is there, when it is killed. */
export const leaveDeadLease = (folder: string): Owner => takeAs(folder, { pid: 2 ** 30 });

/**
 * Makes one JavaScript file of a script, in `folder`, so that many processes of it start at one moment
 * indeed.
 */
export async function bundleScript(entry: string, folder: string): Promise<string> {
  const outfile = join(folder, 'script.mjs');
  await build({
    entryPoints: [entry],
    ...{ bundle: true, platform: 'node', format: 'esm', outfile, logLevel: 'error' },
  });
  for (const name of ['heartbeat-thread.mjs', 'heartbeat.mjs']) {
    copyFileSync(join(import.meta.dirname, '../../src/platform', name), join(folder, name));
  }
  return outfile;
}
