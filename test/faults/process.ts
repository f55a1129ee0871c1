import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** How a process ended, and what it said on standard error. */
type End = {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly errors: string;
};

export type Running = { readonly child: ChildProcess; readonly ended: Promise<End> };

/** Starts the command line as a user does. */
export function startSublinear(args: readonly string[]): Running {
  const child = spawn(process.execPath, ['src/cli/sublinear.mjs', ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const errors = text(child.stderr!);
  const ended = once(child, 'close').then(async ([code, signal]) => ({
    code,
    signal,
    errors: await errors,
  }));
  return { child, ended };
}
