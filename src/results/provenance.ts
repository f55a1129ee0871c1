import { execFileSync } from 'node:child_process';
import { checkoutFolder, packageVersion } from '../platform/checkout.ts';

function git(checkout: string, ...args: string[]): string {
  return execFileSync('git', ['--no-optional-locks', ...args], {
    cwd: checkout,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
}

/**
 * The commit that `checkout` is at, with `-dirty` where tracked files have changed: results aside, which
 * this code makes.
 */
export function codeCommit(checkout = checkoutFolder): string {
  try {
    const commit = git(checkout, 'describe', '--always', '--abbrev=12');
    const tracked = ['status', '--porcelain', '--untracked-files=no'];
    const changed = git(checkout, ...tracked, '--', '.', ':!results');
    return changed === '' ? commit : `${commit}-dirty`;
  } catch {
    // A copy without its history, such as an unpacked archive.
    return 'unknown';
  }
}

/** What a record says of the code that made it. */
export function codeIdentity() {
  return { version: packageVersion(), commit: codeCommit(), node: process.version };
}
