import { commandOf, type LineProcess, startLineProcess } from './line-process.ts';
import { type Ready, readySchema, type Turn, turnSchema } from './protocol.ts';
import type { Workload } from './workload.ts';

export const FRAMEWORKS = ['eager', 'graph', 'PyTorch'] as const;

/** Our two executors, and the peer. */
export type Framework = (typeof FRAMEWORKS)[number];

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
  return framework === 'PyTorch'
    ? commandOf('torch_step.py', python)
    : [...commandOf('ours.ts', python), framework];
}

/**
 * Starts a process that trains on `workload`, and waits for its first step.
 *
 * @param python the interpreter that has PyTorch
 * @throws Error with the end of its standard error where the process dies, now or in a later turn
 */
export function startContestant(
  framework: Framework,
  workload: Workload,
  python: string,
): Promise<Contestant> {
  return asContestant(startLineProcess(framework, command(framework, python)), workload);
}

/** Lets a process that speaks the protocol train on `workload`, and waits for its first step. */
export async function asContestant(process: LineProcess, workload: Workload): Promise<Contestant> {
  const ready = await process.ask(workload, readySchema);
  return {
    ready,
    turn: async (steps) => {
      const turn = await process.ask({ steps: steps + 1 }, turnSchema);
      return { ...turn, stepMs: turn.stepMs.slice(1), losses: turn.losses.slice(1) };
    },
    stop: process.stop,
  };
}
