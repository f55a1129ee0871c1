import type { Pace } from '../experiment/pace.ts';
import type { PlannedExperiment } from '../experiment/plan.ts';
import { type RunnerOptions, runExperiment, type Unfinished } from '../experiment/runner.ts';
import { createTimeLeft } from '../experiment/time-left.ts';
import { CommandFailure, StoppedError } from '../platform/errors.ts';
import { onStop } from '../platform/stop-request.ts';
import { runName } from '../results/run-name.ts';
import { runnerObserver } from './runner-observer.ts';

/**
 * Does the runs of `plan` that have no result yet, and shows how they go.
 *
 * @param pace of earlier runs, by which the time left is told; asked for where a run is to be done
 * @returns whether somebody asked to stop after the last run had begun, which had its result anyway
 * @throws StoppedError where runs were stopped, and CommandFailure where they ended without a result
 */
export async function doRuns(
  plan: PlannedExperiment,
  options: Omit<RunnerOptions, 'observer'>,
  pace: () => Pace | undefined = () => undefined,
): Promise<boolean> {
  const observer = runnerObserver((todo) =>
    createTimeLeft(todo, options.workers, todo.length === 0 ? undefined : pace()),
  );
  let isStopped = false;
  const forget = onStop(() => {
    isStopped = true;
    observer.say('stopping: each run saves itself after its step; press again to stop now');
  });
  const unfinished = await runExperiment(plan, { ...options, observer }).finally(() => {
    observer.close();
    forget();
  });
  const problem = describeUnfinished(unfinished);
  if (problem === undefined) return isStopped;
  const { interrupted, notStarted } = unfinished;
  throw interrupted + notStarted > 0 ? new StoppedError(problem) : new CommandFailure(problem);
}

/** What has no result, why, and what to do; undefined where everything has one. */
export function describeUnfinished(unfinished: Unfinished): string | undefined {
  const { failed, interrupted, notStarted, undecided } = unfinished;
  const counts = [
    [failed.length, 'failed'],
    [interrupted, 'stopped'],
    [notStarted, 'not started'],
    [undecided.length, 'whose rate is not chosen'],
  ].flatMap(([count, what]) => (count === 0 ? [] : [`${count} ${what}`]));
  if (counts.length === 0) return undefined;
  const failures = failed.map(({ run, message, file }) => {
    // The other lines are a stack, which the file has.
    const [reason] = message.split('\n', 1);
    return `  ${runName(run)}: ${reason}${file === undefined ? '' : ` (${file})`}`;
  });
  const rows = [...new Set(undecided.map(({ cell }) => cell.row))];
  return [
    `runs without a result: ${counts.join(', ')}; the same command goes on and keeps what is done`,
    ...failures,
    ...(rows.length === 0
      ? []
      : [`  ${rows.join(', ')}: a trial has no result, or none of them was completed`]),
  ].join('\n');
}
