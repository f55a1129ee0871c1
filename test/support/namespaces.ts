import { type ChildProcess, spawn, spawnSync } from 'node:child_process';

/*
 * What another machine is to this one, as far as processes go: their numbers mean others, and their
 * sockets are not seen. The disk is shared.
 */
const UNSHARE = ['--pid', '--net', '--fork', '--kill-child', '--mount-proc'];

/** Whether this user may make such namespaces. */
export const namespacesGiven = spawnSync('unshare', [...UNSHARE, 'true']).status === 0;

/** For the name of a test that needs them. */
export const unlessNamespaces = namespacesGiven
  ? ''
  : ' (skipped: this user may not make namespaces)';

/** Starts a command in namespaces of its own; when it ends, so does all that it has started. */
export function startInNamespaces(command: readonly string[]): ChildProcess {
  return spawn('unshare', [...UNSHARE, ...command], { stdio: ['pipe', 'pipe', 'inherit'] });
}
