import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The version of this package. */
export function packageVersion(): string {
  const manifest = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as { version: string };
  return manifest.version;
}

/** The commit this code was checked out from, with `-dirty` where tracked files have changed. */
export function codeCommit(): string {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty', '--abbrev=12'], {
      cwd: ROOT,
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
