import { localPace, type Pace } from './cost.ts';
import type { PlannedExperiment } from './definition.ts';
import { givenPace } from './given-pace.ts';
import { loggedPace } from './logged-pace.ts';

export type PaceOptions = {
  readonly results: string;
  readonly runs: string;
  /** Of one run. */
  readonly threads: number;
  /** A file to go by in place of what this machine did. */
  readonly pace: string | undefined;
};

/**
 * How long the runs of `plan` can be expected to take: by the file that was given, else by runs that
 * have finished on this machine, else by one that has begun. Undefined where there is none of these.
 *
 * @throws UserError where the file tells nothing about such runs
 */
export function expectedPace(
  plan: PlannedExperiment,
  { results, runs, threads, pace }: PaceOptions,
): Pace | undefined {
  const [first] = plan.runs;
  if (first === undefined) return undefined;
  if (pace !== undefined) return givenPace(pace, first.config);
  return localPace(results, plan.protocol, threads) ?? loggedPace(plan, runs);
}
