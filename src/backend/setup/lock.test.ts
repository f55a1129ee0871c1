import { mkdir, mkdtemp, rm, utimes } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { withLock } from './lock.ts';

let folder: string;
beforeEach(async () => {
  folder = path.join(await mkdtemp(path.join(os.tmpdir(), 'sublinear-lock-')), 'cache');
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
  await Promise.all([withLock(folder, onWait, work), withLock(folder, onWait, work)]);
  expect(mostRunning).toBe(1);
  expect(onWait).toHaveBeenCalledTimes(1);
});

it('releases the lock where the work fails', async () => {
  const fail = () => Promise.reject(new Error('no space'));
  await expect(withLock(folder, () => {}, fail)).rejects.toThrow('no space');
  const onWait = vi.fn();
  await withLock(folder, onWait, async () => {});
  expect(onWait).not.toHaveBeenCalled();
});

it('takes over the lock of a killed process', async () => {
  const lock = path.join(folder, '.lock');
  await mkdir(lock, { recursive: true });
  const longAgo = new Date(Date.now() - 60_000);
  await utimes(lock, longAgo, longAgo);
  expect(
    await withLock(
      folder,
      () => {},
      async () => 'done',
    ),
  ).toBe('done');
});
