import { execFileSync } from 'node:child_process';
import { checkoutFolder, packageVersion } from '../platform/checkout.ts';

/** The commit this code was checked out from, with `-dirty` where tracked files have changed. */
export function codeCommit(): string {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty', '--abbrev=12'], {
      cwd: checkoutFolder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    // A copy without its history, such as an unpacked archive.
    return 'unknown';
  }
}

/** What a record says of the code that made it. */
export function codeIdentity() {
  return { version: packageVersion(), commit: codeCommit(), node: process.version };
}
