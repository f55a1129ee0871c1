import { runName } from '../experiment/run-files.ts';
import type { Unfinished } from '../experiment/runner.ts';
import { CommandFailure, StoppedError } from '../platform/errors.ts';

/**
 * @throws StoppedError where runs were stopped, and CommandFailure where they ended without a result
 */
export function requireFinished(unfinished: Unfinished): void {
  const problem = describeUnfinished(unfinished);
  if (problem === undefined) return;
  const { interrupted, notStarted } = unfinished;
  throw interrupted + notStarted > 0 ? new StoppedError(problem) : new CommandFailure(problem);
}

/** The first line of a message: the others are a stack, which the file has. */
const firstLine = (message: string): string => message.split('\n', 1)[0]!;

/** What has no result, why, and what to do; undefined where everything has one. */
export function describeUnfinished(unfinished: Unfinished): string | undefined {
  const { failed, interrupted, notStarted, undecided } = unfinished;
  const counts = [
    ...(failed.length > 0 ? [`${failed.length} failed`] : []),
    ...(interrupted > 0 ? [`${interrupted} stopped`] : []),
    ...(notStarted > 0 ? [`${notStarted} not started`] : []),
    ...(undecided.length > 0 ? [`${undecided.length} whose rate is not chosen`] : []),
  ];
  if (counts.length === 0) return undefined;
  const failures = failed.map(
    ({ run, message, file }) =>
      `  ${runName(run)}: ${firstLine(message)}${file === undefined ? '' : ` (${file})`}`,
  );
  const rows = [...new Set(undecided.map(({ cell }) => cell.row))];
  const undecidedLine =
    rows.length === 0
      ? []
      : [`  ${rows.join(', ')}: a trial has no result, or none of them was completed`];
  return [
    `runs without a result: ${counts.join(', ')}; the same command goes on and keeps what is done`,
    ...failures,
    ...undecidedLine,
  ].join('\n');
}
