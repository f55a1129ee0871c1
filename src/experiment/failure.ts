import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';

/** One attempt at a run that ended without a result. */
export type FailedAttempt = { readonly at: string; readonly message: string };

const failureFile = (folder: string) => join(folder, 'failure.json');

/** The attempts at the run in `folder` that failed since it last had a result. */
export function failedAttempts(folder: string): FailedAttempt[] {
  const file = failureFile(folder);
  if (!existsSync(file)) return [];
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as { attempts: FailedAttempt[] }).attempts;
  } catch {
    // Of no use to anyone, and in nobody's way: the next attempt writes it anew.
    return [];
  }
}

/**
 * Adds an attempt to `failure.json` in the run's folder.
 *
 * @returns the file, or undefined where it cannot be written: what made the run fail, such as a full
 *   disk, may be the reason
 */
export function recordFailure(folder: string, message: string): string | undefined {
  const attempts = [...failedAttempts(folder), { at: new Date().toISOString(), message }];
  try {
    mkdirSync(folder, { recursive: true });
    writeFileAtomic.sync(failureFile(folder), `${JSON.stringify({ attempts }, null, 2)}\n`);
    return failureFile(folder);
  } catch {
    return undefined;
  }
}

/** Forgets the attempts that failed, as the run has its result now. */
export function clearFailures(folder: string): void {
  rmSync(failureFile(folder), { force: true });
}
