import { type Pace, wallSeconds } from './pace.ts';
import type { PlannedRun } from './plan.ts';

/** Follows runs as they go, and says how long those that are left will take. */
export type TimeLeft = {
  started(run: PlannedRun): void;
  progress(run: PlannedRun, step: number): void;
  finished(run: PlannedRun): void;
  /** It has ended without a result; `again`: and waits for another attempt. */
  dropped(run: PlannedRun, again: boolean): void;
  /** Seconds until all runs have ended, or undefined while nothing is known of their pace. */
  seconds(): number | undefined;
};

/** A run that has no result. */
type Left = {
  readonly run: PlannedRun;
  /** When it began, where it is under way. */
  readonly since?: number;
  /** The step that it went on from, once it has reported one. */
  from?: number;
  step: number;
};

/** Steps after which a run's own pace says something: the first ones trace and compile. */
const SETTLED = 20;

/**
 * @param todo the runs that have no result yet
 * @param workers how many go at a time
 * @param pace of finished runs of the same protocol, used until a run has ended here
 * @param now the time in milliseconds
 */
export function createTimeLeft(
  todo: readonly PlannedRun[],
  workers: number,
  pace: Pace | undefined,
  now: () => number = Date.now,
): TimeLeft {
  // Not by identity: a tuned run is another object once its number is chosen.
  const keyOf = ({ cell, seed, factor }: PlannedRun) => JSON.stringify([cell, seed, factor]);
  const left = new Map<string, Left>(todo.map((run) => [keyOf(run), { run, step: 0 }]));
  /** Of runs that have ended here: all their time, and the steps that they did in it. */
  const measured = { seconds: 0, steps: 0 };
  const elapsed = ({ since }: Left) => (now() - since!) / 1000;

  /** Seconds for each step of a run, with a share of all that it does beside its steps. */
  const secondsAStep = ({ config }: PlannedRun): number | undefined => {
    if (measured.steps > 0) return measured.seconds / measured.steps;
    if (pace !== undefined) return pace.secondsAStep + pace.testSeconds / config.training.steps;
    const settled = [...left.values()].filter(
      ({ step, from }) => from !== undefined && step - from >= SETTLED,
    );
    if (settled.length === 0) return undefined;
    const steps = settled.reduce((sum, { step, from }) => sum + step - from!, 0);
    return settled.reduce((sum, each) => sum + elapsed(each), 0) / steps;
  };

  return {
    started: (run) => left.set(keyOf(run), { run, since: now(), step: 0 }),
    progress: (run, step) => {
      const state = left.get(keyOf(run));
      // Until the first step, only what goes on before it is told.
      if (state === undefined || step === 0) return;
      state.from ??= step - 1;
      state.step = step;
    },
    finished: (run) => {
      const state = left.get(keyOf(run));
      left.delete(keyOf(run));
      if (state?.from === undefined) return;
      measured.seconds += elapsed(state);
      measured.steps += state.step - state.from;
    },
    dropped: (run, again) => {
      if (again) left.set(keyOf(run), { run, step: 0 });
      else left.delete(keyOf(run));
    },
    seconds: () => {
      const seconds = [...left.values()].map(
        ({ run, step }) => (run.config.training.steps - step) * (secondsAStep(run) ?? Number.NaN),
      );
      const wall = wallSeconds(seconds, workers);
      return Number.isNaN(wall) ? undefined : wall;
    },
  };
}
