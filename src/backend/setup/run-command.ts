import { spawn } from 'node:child_process';

interface CommandOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Show what the command prints, as a person waits for it. */
  show?: boolean;
}

/** Lines of a failed command's output that the error repeats. */
const keptLines = 15;

/**
 * Runs a command to its end.
 *
 * @returns what it printed on standard output, or an empty string with `show`
 * @throws Error with the last lines that it printed where it cannot start or does not exit with 0
 */
export function runCommand(
  command: string,
  args: string[],
  options: CommandOptions = {},
): Promise<string> {
  const { cwd, env, show = false } = options;
  return new Promise((resolve, reject) => {
    const output = show ? 'inherit' : 'pipe';
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', output, output] });
    let stdout = '';
    let everything = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      everything += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      everything += text;
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) return resolve(stdout);
      const tail = everything.trim().split('\n').slice(-keptLines).join('\n');
      const end = signal === null ? `exit code ${code}` : `signal ${signal}`;
      reject(new Error(`${command} ended with ${end}${tail && `:\n${tail}`}`));
    });
  });
}

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
