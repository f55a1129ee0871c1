import { runCommand } from './run-command.ts';

/**
 * Runs a command in a package's folder as npm runs a package's scripts: executables of installed
 * packages are on the PATH, and node-pre-gyp finds the node-gyp that npm brings along.
 *
 * @throws Error with the last lines that the command printed where it fails
 */
export async function npmExec(packageFolder: string, command: string): Promise<void> {
  // What an outer `make` leaves in the environment for inner ones would confuse node-gyp's own.
  const { MAKEFLAGS: _flags, MFLAGS: _oldFlags, MAKELEVEL: _level, ...env } = process.env;
  await runCommand('npm', ['exec', '--call', command], { cwd: packageFolder, env });
}
