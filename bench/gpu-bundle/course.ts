import { startContestant } from '../harness/contestants.ts';
import { deviceTurnSchema, readySchema } from '../step/protocol.ts';
import type { Workload } from '../step/workload.ts';
import type { Course } from './record.ts';

/** Of the time that is left, what steps may be begun in: the last one must end too. */
const FOR_STEPS = 0.9;

export type CoursePlan = {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly env: NodeJS.ProcessEnv;
  readonly workload: Workload;
  readonly steps: number;
  /** Milliseconds for all of it; the process is killed then. */
  readonly withinMs: number;
};

/**
 * Lets one process train: as many steps as the time allows.
 *
 * @throws Error where it fails, or does not get through its first steps in time
 */
export async function takeCourse(plan: CoursePlan): Promise<Course> {
  const { name, command, env, workload, steps, withinMs } = plan;
  const end = performance.now() + withinMs;
  const killer = new AbortController();
  const { signal } = killer;
  const timer = setTimeout(() => killer.abort(), withinMs);
  try {
    const entrant = { name, command, env, workload, signal };
    const protocol = { ready: readySchema, turn: deviceTurnSchema };
    const contestant = await startContestant(entrant, protocol);
    const left = FOR_STEPS * (end - performance.now());
    const turn = await contestant.turn({ steps, withinMs: Math.max(0, left) });
    await contestant.stop();
    return { ready: contestant.ready, turn };
  } catch (error) {
    if (!signal.aborted) throw error;
    const seconds = Math.round(withinMs / 1000);
    throw new Error(`did not get through its first steps within the ${seconds} s it had`);
  } finally {
    clearTimeout(timer);
  }
}
