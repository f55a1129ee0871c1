import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runCommand } from '../src/backend/setup/run-command.ts';
import { UserError } from '../src/errors.ts';
import { withLease } from '../src/platform/lease.ts';

/** The peer that all figures are compared with. */
const REQUIREMENT = 'torch==2.15.0';

function environmentFolder(cache: string): string {
  return path.join(cache, `peer-${REQUIREMENT.replace('==', '-')}`);
}

/**
 * The Python interpreter that has the peer: `$SUBLINEAR_PEER_PYTHON`, else that of an environment
 * in the cache, which may not have been made yet.
 */
export function peerPython(cache: string, env: NodeJS.ProcessEnv = process.env): string {
  return env.SUBLINEAR_PEER_PYTHON || path.join(environmentFolder(cache), 'bin/python');
}

/**
 * Makes sure that there is a Python with PyTorch: unless `$SUBLINEAR_PEER_PYTHON` names one, it is
 * installed into a virtual environment in the cache. The first time that takes minutes.
 *
 * @param say shows a line of progress
 * @returns the interpreter
 * @throws UserError where the one that was named is not there; Error with pip's last lines where
 *   PyTorch cannot be installed
 */
export async function ensurePeer(cache: string, say: (line: string) => void): Promise<string> {
  const python = peerPython(cache);
  const named = process.env.SUBLINEAR_PEER_PYTHON;
  if (named) {
    if (existsSync(named)) return named;
    throw new UserError(`SUBLINEAR_PEER_PYTHON names ${named}, which is not there`);
  }
  const folder = environmentFolder(cache);
  // Written last: without it the environment is made anew.
  const marker = path.join(folder, 'complete');
  if (existsSync(marker)) return python;
  const onWait = () => say(`waiting for another process that is filling ${cache}`);
  return withLease(cache, onWait, async () => {
    if (existsSync(marker)) return python;
    say(`installing ${REQUIREMENT} into ${folder}`);
    await runCommand('python3', ['-m', 'venv', '--clear', folder]);
    await runCommand(python, ['-m', 'pip', 'install', '--quiet', REQUIREMENT, 'numpy']);
    await writeFile(marker, `${REQUIREMENT}\n`);
    return python;
  });
}
