import type { Pace } from '../experiment/pace.ts';
import type { PlannedRunStatus, PlanStatus, RunState } from '../experiment/plan-status.ts';
import { medianOfStudies, type TuningResult, triedText } from '../experiment/tuning.ts';
import { describeSeconds } from '../platform/duration.ts';
import { alignedTable } from '../report/aligned-table.ts';
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

function describeSource(pace: Pace, protocol: string): string {
  if ('runs' in pace)
    return `${count(pace.runs, 'finished run')} under ${protocol} on this machine`;
  const evaluation = 'without the test set, whose time is not known';
  if ('run' in pace) return `${count(pace.steps, 'step')} of ${pace.run}, ${evaluation}`;
  const source = `${pace.record}, measured on ${pace.device}`;
  return pace.testSeconds > 0 ? source : `${source}, without evaluation, whose time is not known`;
}

/** What was chosen for a row, of what. */
export function describeTuning(choice: TuningResult): string {
  const { row, key, trials, chosen, atEdge } = choice;
  const median = medianOfStudies(choice);
  if (chosen === undefined)
    return `${row}: none of ${count(trials.length, 'value')} of ${key} was completed`;
  return (
    `${row}: ${key} ${triedText(chosen)} (the row's own × ${chosen.factor}) has the lowest dev ` +
    `log-perplexity of ${trials.length}, ${chosen.logPerplexity!.toFixed(3)}` +
    (median === undefined ? '' : `; the median of its studies' best is ${median.toFixed(3)}`) +
    (atEdge ? '; it is at the edge of the grid' : '')
  );
}

/** Hours with a digit where there are few. */
function describeHours(hours: number): string {
  if (hours < 0.1) return 'less than 0.1 hours';
  return `${hours.toLocaleString('en', { maximumFractionDigits: hours < 100 ? 1 : 0 })} hours`;
}

function describeCost(status: PlanStatus): string {
  const { pace, seconds, nodeHours, workers, protocol, runs, done } = status;
  if (done === runs.length) return 'Nothing is left to do.';
  if (pace === undefined || seconds === undefined || nodeHours === undefined) {
    return (
      `How long they will take is not known: no run under ${protocol} has ended on this machine. ` +
      'Train one, or give a record of `make bench-device` with --pace.'
    );
  }
  return [
    `About ${describeSeconds(seconds)} with ${workers} at a time, going by ` +
      `${describeSource(pace, protocol)}.`,
    `One after the other about ${describeHours(nodeHours)}: with a machine or a GPU to each run, that ` +
      'many node-hours, however many run at a time.',
  ].join('\n');
}

/** What a runner would do, for people. */
export function describePlan(status: PlanStatus): string {
  const { experiment, protocol, runs, done, choices } = status;
  const lines = runs.map((run) => line(status, run));
  return [
    `${experiment} under ${protocol}: ${count(runs.length, 'run')}, ${done} done, ${runs.length - done} to do.`,
    alignedTable(['run', 'state', 'left'], lines, 'llr'),
    ...(choices.length === 0 ? [] : [choices.map(describeTuning).join('\n')]),
    describeCost(status),
  ].join('\n\n');
}
