import { spawn } from 'node:child_process';

interface CommandOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Show what the command prints, as a person waits for it. */
  show?: boolean;
}

/** Of a failed command's output, what is worth repeating. */
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
