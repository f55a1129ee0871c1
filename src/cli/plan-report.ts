import type { PlannedRunStatus, PlanStatus, RunState } from '../experiment/plan-status.ts';
import { describeSeconds } from '../platform/duration.ts';
import { alignedTable } from '../report/aligned-table.ts';
import { describeChoice } from './choice-report.ts';
import { count } from './count.ts';

function describeState(state: RunState, steps: number): string {
  switch (state.kind) {
    case 'done':
      return 'done';
    case 'todo':
      return 'to do';
    case 'undecided':
      return 'to do, when its rate is chosen';
    case 'underWay':
      return `under way in another process, ${state.step} of ${steps} steps saved`;
    case 'begun':
      return `begun, ${state.step} of ${steps} steps saved`;
    case 'failed':
      return `failed, ${state.step} of ${steps} steps saved: ${state.message.split('\n', 1)[0]}`;
  }
}

/** A run's line; the experiment is named where the row is taken from another one. */
function line(status: PlanStatus, { experiment, name, steps, state, seconds }: PlannedRunStatus) {
  return [
    experiment === status.experiment ? name : `${experiment}: ${name}`,
    describeState(state, steps),
    seconds === undefined ? '' : describeSeconds(seconds),
  ];
}

function describeCost({ pace, seconds, workers, protocol, runs, done }: PlanStatus): string {
  if (done === runs.length) return 'Nothing is left to do.';
  if (pace === undefined || seconds === undefined) {
    return `How long they will take is not known: no run under ${protocol} has ended on this machine.`;
  }
  return (
    `About ${describeSeconds(seconds)} with ${workers} at a time, going by ` +
    `${count(pace.runs, 'finished run')} under ${protocol} on this machine.`
  );
}

/** What a runner would do, for people. */
export function describePlan(status: PlanStatus): string {
  const { experiment, protocol, runs, done, choices } = status;
  const lines = runs.map((run) => line(status, run));
  return [
    `${experiment} under ${protocol}: ${count(runs.length, 'run')}, ${done} done, ${runs.length - done} to do.`,
    alignedTable(['run', 'state', 'left'], lines, 'llr'),
    ...(choices.length === 0 ? [] : [choices.map(describeChoice).join('\n')]),
    describeCost(status),
  ].join('\n\n');
}
