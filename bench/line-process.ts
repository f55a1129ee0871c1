import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { z } from 'zod';

/** Characters of a dying process's standard error that are worth showing. */
const KEPT_ERRORS = 2000;

/** A process that answers each JSON object that it is sent, one a line, with another. */
export type LineProcess = {
  /** @throws Error with the end of its standard error where the process dies */
  ask<T>(message: object, schema: z.ZodType<T>): Promise<T>;
  /** Ends the process, and resolves once its memory is given back. */
  stop(): Promise<void>;
};

/** The command that runs a file of this folder: TypeScript by Node, Python by `python`. */
export function commandOf(file: string, python: string): [string, ...string[]] {
  const path = fileURLToPath(new URL(file, import.meta.url));
  return file.endsWith('.py')
    ? [python, path]
    : [process.execPath, '--import', import.meta.resolve('tsx'), path];
}

/** Resolves to how the process ended, in words. */
function ending(child: ChildProcess): Promise<string> {
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors = `${errors}${text}`.slice(-KEPT_ERRORS);
  });
  return new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, signal) =>
      resolve(`it ended with ${signal ?? `exit code ${code}`}\n${errors}`.trim()),
    );
  });
}

/**
 * Starts a process.
 *
 * @param name what errors call it
 */
export function startLineProcess(
  name: string,
  command: [string, ...string[]],
  env: NodeJS.ProcessEnv = {},
): LineProcess {
  const [executable, ...args] = command;
  const child = spawn(executable, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  const ended = ending(child);
  // A write to a dead process fails here; the end of its output tells why it died.
  child.stdin.on('error', () => {});
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    ask: async (message, schema) => {
      child.stdin.write(`${JSON.stringify(message)}\n`);
      const line = await lines.next();
      if (line.done) throw new Error(`the process of ${name} gave no answer: ${await ended}`);
      try {
        return schema.parse(JSON.parse(line.value));
      } catch (error) {
        child.kill();
        throw new Error(`the process of ${name} answered ${line.value}`, { cause: error });
      }
    },
    stop: async () => {
      child.stdin.end();
      await ended;
    },
  };
}
