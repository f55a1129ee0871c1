import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { z } from 'zod';
import { type Ready, readySchema, type Turn, turnSchema } from './protocol.ts';
import type { Workload } from './workload.ts';

export const FRAMEWORKS = ['eager', 'graph', 'PyTorch'] as const;

/** Our two executors, and the peer. */
export type Framework = (typeof FRAMEWORKS)[number];

/** Characters of a dying process's standard error that are worth showing. */
const KEPT_ERRORS = 2000;

/**
 * A process that trains when it is asked to. It lives for all its turns, waiting idle between them:
 * a fresh process for each would spend most of its time on loading libraries, drawing parameters
 * and tracing, none of which is part of a step.
 */
export type Contestant = {
  /** What it said of itself and of its first step. */
  readonly ready: Ready;
  /** Trains for one step that is left out, to get warm again, and then for `steps`. */
  turn(steps: number): Promise<Turn>;
  /** Ends the process, and resolves once its memory is given back. */
  stop(): Promise<void>;
};

function command(framework: Framework, python: string): [string, ...string[]] {
  const file = (name: string) => fileURLToPath(new URL(name, import.meta.url));
  if (framework === 'PyTorch') return [python, file('torch_step.py')];
  return [process.execPath, '--import', import.meta.resolve('tsx'), file('ours.ts'), framework];
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
 * Starts a process that trains on `workload`, and waits for its first step.
 *
 * @param python the interpreter that has PyTorch
 * @throws Error with the end of its standard error where the process dies, now or in a later turn
 */
export async function startContestant(
  framework: Framework,
  workload: Workload,
  python: string,
): Promise<Contestant> {
  const [executable, ...args] = command(framework, python);
  const child = spawn(executable, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = ending(child);
  // A write to a dead process fails here; the end of its output tells why it died.
  child.stdin.on('error', () => {});
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();

  const ask = async <T>(message: object, schema: z.ZodType<T>): Promise<T> => {
    child.stdin.write(`${JSON.stringify(message)}\n`);
    const line = await lines.next();
    if (line.done) throw new Error(`the process of ${framework} gave no answer: ${await ended}`);
    try {
      return schema.parse(JSON.parse(line.value));
    } catch (error) {
      child.kill();
      throw new Error(`the process of ${framework} answered ${line.value}`, { cause: error });
    }
  };

  const ready = await ask(workload, readySchema);
  return {
    ready,
    turn: async (steps) => {
      const turn = await ask({ steps: steps + 1 }, turnSchema);
      return { ...turn, stepMs: turn.stepMs.slice(1), losses: turn.losses.slice(1) };
    },
    stop: async () => {
      child.stdin.end();
      await ended;
    },
  };
}
