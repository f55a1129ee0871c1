import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../../src/backend/setup/run-command.ts';
import { cacheFolder } from '../../src/platform/cache-folder.ts';
import { UserError } from '../../src/platform/errors.ts';
import { withLease } from '../../src/platform/lease.ts';
import { say } from './benchmark.ts';

/** The environment variable that may name a Python interpreter which has all peers. */
const VARIABLE = 'SUBLINEAR_PEER_PYTHON';

/** The Python packages that figures are compared with, a pinned one a line; PyTorch first. */
const REQUIREMENTS = fileURLToPath(new URL('requirements.txt', import.meta.url));

const requirements = readFileSync(REQUIREMENTS, 'utf8');

// PyTorch is the largest by far: with another version of it the environment is another one.
const folder = path.join(cacheFolder(), `peer-${requirements.split('\n')[0]!.replace('==', '-')}`);

const environmentPython = path.join(folder, 'bin/python');

/** Holds the requirements that were installed; without it the environment is made anew. */
const marker = path.join(folder, 'complete');

const installed = () => existsSync(marker) && readFileSync(marker, 'utf8') === requirements;

/** The Python that has all peers, where there is one: see `ensurePeers`. */
export function peerPython(): string | undefined {
  return process.env[VARIABLE] || (installed() ? environmentPython : undefined);
}

/**
 * Makes sure that there is a Python with all peers: unless a variable names one, they are installed
 * into a virtual environment in the cache. The first time that takes minutes.
 *
 * @returns the interpreter
 * @throws UserError where the one that was named is not there; Error with pip's last lines where
 *   the peers cannot be installed
 */
export async function ensurePeers(): Promise<string> {
  const named = process.env[VARIABLE];
  if (named && !existsSync(named)) {
    throw new UserError(`${VARIABLE} names ${named}, which is not there`);
  }
  const cache = cacheFolder();
  const onWait = () => say(`waiting for another process that is filling ${cache}`);
  return (
    peerPython() ??
    withLease(cache, onWait, async () => {
      if (installed()) return environmentPython;
      say(`installing PyTorch, JAX and CTranslate2 into ${folder}`);
      if (!existsSync(marker)) await runCommand('python3', ['-m', 'venv', '--clear', folder]);
      await runCommand(environmentPython, ['-m', 'pip', 'install', '--quiet', '-r', REQUIREMENTS]);
      await writeFile(marker, requirements);
      return environmentPython;
    })
  );
}
