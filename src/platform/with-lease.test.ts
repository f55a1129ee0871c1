import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { leaveDeadLease } from '../../test/support/leases.ts';
import { withLease } from './lease.ts';

let folder: string;
beforeEach(async () => {
  folder = path.join(await mkdtemp(path.join(os.tmpdir(), 'sublinear-lease-')), 'cache');
});
afterEach(() => rm(path.dirname(folder), { recursive: true }));

it('lets one piece of work run at a time, and says when it waits', async () => {
  let running = 0;
  let mostRunning = 0;
  const onWait = vi.fn();
  const work = async () => {
    mostRunning = Math.max(mostRunning, ++running);
    await new Promise((resolve) => setTimeout(resolve, 50));
    running--;
  };
  await Promise.all([withLease(folder, onWait, work), withLease(folder, onWait, work)]);
  expect(mostRunning).toBe(1);
  expect(onWait).toHaveBeenCalledTimes(1);
});

it('releases the lease where the work fails', async () => {
  const fail = () => Promise.reject(new Error('no space'));
  await expect(withLease(folder, () => {}, fail)).rejects.toThrow('no space');
  const onWait = vi.fn();
  await withLease(folder, onWait, async () => {});
  expect(onWait).not.toHaveBeenCalled();
});

it('goes on at once after a process of this machine that was killed', async () => {
  await mkdir(folder, { recursive: true });
  leaveDeadLease(folder);
  const onWait = vi.fn();
  expect(await withLease(folder, onWait, async () => 'done')).toBe('done');
  expect(onWait).not.toHaveBeenCalled();
});
