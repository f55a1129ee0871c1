import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';

/**
 * Puts an empty disk of `bytes`, in memory, at `path`, which becomes a folder.
 *
 * @returns whether this user may do so
 */
export function mountDisk(path: string, bytes: number): boolean {
  mkdirSync(path, { recursive: true });
  const options = ['-t', 'tmpfs', '-o', `size=${bytes}`];
  return spawnSync('mount', [...options, 'tmpfs', path]).status === 0;
}

export function makeReadOnly(path: string): void {
  execFileSync('mount', ['-o', 'remount,ro', path]);
}

export function unmountDisk(path: string): void {
  execFileSync('umount', [path]);
}

/** For the name of a test that needs `mountDisk`. */
export function unlessMounted(mounted: boolean): string {
  return mounted ? '' : ' (skipped: this user may not mount a disk)';
}
