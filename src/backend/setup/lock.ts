import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import lockfile from 'proper-lockfile';

/** A holder that has not refreshed its lock for so long is dead, and its lock is taken over. */
const staleAfterMs = 15_000;

/**
 * Runs `work` while no other process runs anything under the same folder's lock. The folder is made
 * where it is missing. The lock of a killed process is taken over after 15 seconds.
 *
 * @param onWait called once where another process holds the lock
 */
export async function withLock<T>(
  folder: string,
  onWait: () => void,
  work: () => Promise<T>,
): Promise<T> {
  await mkdir(folder, { recursive: true });
  const release = await acquire(folder, onWait);
  try {
    return await work();
  } finally {
    // Releasing fails only where the lock was lost already.
    await release().catch(() => {});
  }
}

async function acquire(folder: string, onWait: () => void): Promise<() => Promise<void>> {
  const options: lockfile.LockOptions = {
    lockfilePath: path.join(folder, '.lock'),
    stale: staleAfterMs,
    update: staleAfterMs / 3,
    // A process that slept may lose its lock. Work is then done twice, never wrongly: whatever it
    // makes appears under its final name by one rename.
    onCompromised: () => {},
  };
  try {
    return await lockfile.lock(folder, options);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ELOCKED') throw error;
    onWait();
    const retries = { forever: true, factor: 1, minTimeout: 500, maxTimeout: 500 };
    return lockfile.lock(folder, { ...options, retries });
  }
}
