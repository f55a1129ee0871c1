import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { sharedFolder } from '../support/shared-folder.ts';

/**
 * Mounts an empty disk of `bytes`, in memory, for all tests of the file that calls this.
 *
 * @returns where it is, whether this user may mount one, and what the name of a test adds where not
 */
export function diskForTests(bytes: number, { readOnly = false } = {}) {
  const disk = join(sharedFolder(), 'disk');
  mkdirSync(disk);
  const options = ['-t', 'tmpfs', '-o', `size=${bytes}`];
  const mounted = spawnSync('mount', [...options, 'tmpfs', disk]).status === 0;
  if (mounted) {
    if (readOnly) execFileSync('mount', ['-o', 'remount,ro', disk]);
    afterAll(() => void execFileSync('umount', [disk]));
  }
  return { disk, mounted, given: mounted ? '' : ' (skipped: this user may not mount a disk)' };
}
