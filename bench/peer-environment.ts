import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runCommand } from '../src/backend/setup/run-command.ts';
import { UserError } from '../src/errors.ts';
import { withLease } from '../src/platform/lease.ts';

/** A Python package that figures are compared with. */
export type Peer = {
  readonly requirement: string;
  /** The environment variable that may name a Python interpreter which has it. */
  readonly variable: string;
};

export const PYTORCH: Peer = { requirement: 'torch==2.15.0', variable: 'SUBLINEAR_PEER_PYTHON' };

export const CTRANSLATE2: Peer = {
  requirement: 'ctranslate2==4.8.5',
  variable: 'SUBLINEAR_CTRANSLATE2_PYTHON',
};

function environmentFolder(cache: string, { requirement }: Peer): string {
  return path.join(cache, `peer-${requirement.replace('==', '-')}`);
}

/**
 * The Python interpreter that has the peer: the one that its variable names, else that of an
 * environment in the cache, which may not have been made yet.
 */
export function peerPython(
  cache: string,
  env: NodeJS.ProcessEnv = process.env,
  peer: Peer = PYTORCH,
): string {
  return env[peer.variable] || path.join(environmentFolder(cache, peer), 'bin/python');
}

/**
 * Makes sure that there is a Python with the peer: unless its variable names one, it is installed
 * into a virtual environment in the cache. The first time that takes minutes.
 *
 * @param say shows a line of progress
 * @returns the interpreter
 * @throws UserError where the one that was named is not there; Error with pip's last lines where
 *   the peer cannot be installed
 */
export async function ensurePeer(
  cache: string,
  say: (line: string) => void,
  peer: Peer = PYTORCH,
): Promise<string> {
  const { requirement, variable } = peer;
  const python = peerPython(cache, process.env, peer);
  const named = process.env[variable];
  if (named) {
    if (existsSync(named)) return named;
    throw new UserError(`${variable} names ${named}, which is not there`);
  }
  const folder = environmentFolder(cache, peer);
  // Written last: without it the environment is made anew.
  const marker = path.join(folder, 'complete');
  if (existsSync(marker)) return python;
  const onWait = () => say(`waiting for another process that is filling ${cache}`);
  return withLease(cache, onWait, async () => {
    if (existsSync(marker)) return python;
    say(`installing ${requirement} into ${folder}`);
    await runCommand('python3', ['-m', 'venv', '--clear', folder]);
    await runCommand(python, ['-m', 'pip', 'install', '--quiet', requirement, 'numpy']);
    await writeFile(marker, `${requirement}\n`);
    return python;
  });
}
