import { execFile } from 'node:child_process';
import { vi } from 'vitest';
import { main } from '../../src/cli/main.ts';

/** How a command ended, and what it printed. */
export type Outcome = { readonly code: number; readonly stdout: string; readonly stderr: string };

/** Runs the command line as people do, in a process of its own. */
export function sublinear(...args: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['src/cli/sublinear.mjs', ...args], (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

/** Runs the command line in this process. */
export async function sublinearHere(...args: string[]): Promise<Outcome> {
  const printed = { stdout: '', stderr: '' };
  const log = vi.spyOn(console, 'log').mockImplementation((text) => {
    printed.stdout += `${text}\n`;
  });
  const error = vi.spyOn(console, 'error').mockImplementation((text) => {
    printed.stderr += `${text}\n`;
  });
  try {
    return { code: await main(args), ...printed };
  } finally {
    log.mockRestore();
    error.mockRestore();
  }
}
