import { spread } from '../harness/statistics.ts';
import { range, resultTable } from '../harness/table.ts';

/** One run of a campaign, in seconds of wall time. */
export type TimedRun = {
  readonly name: string;
  /** From the start of its process to its result. */
  readonly whole: number;
  /** To its first step: process, library, data, tracing. */
  readonly start: number;
  /** All steps of training. */
  readonly steps: number;
  /** Translation and scoring of the test set. */
  readonly translation: number;
};

/** What is left of a run beside its start, steps and translation: the development set above all. */
const developmentSeconds = ({ whole, start, steps, translation }: TimedRun): number =>
  whole - start - steps - translation;

/**
 * @param runs those that were finished
 * @param seconds wall time of the whole campaign
 */
export function summarise(runs: readonly TimedRun[], seconds: number) {
  const part = (of: (run: TimedRun) => number) => spread(runs.map(of));
  return {
    runsAnHour: (3600 * runs.length) / seconds,
    parts: {
      start: part(({ start }) => start),
      steps: part(({ steps }) => steps),
      'development set': part(developmentSeconds),
      translation: part(({ translation }) => translation),
      'whole run': part(({ whole }) => whole),
    },
  };
}

/** The summary as a Markdown table, and the number that counts below it. */
export function describeCampaign({ runsAnHour, parts }: ReturnType<typeof summarise>): string {
  const whole = parts['whole run'].median;
  const rows = Object.entries(parts).map(([name, part]) => [
    name,
    part.median.toFixed(1),
    range(part, 1),
    `${((100 * part.median) / whole).toFixed(0)}%`,
  ]);
  const table = resultTable(['part of a run', 'seconds', 'range', 'share'], rows);
  return `${table}\n\nRuns an hour: ${runsAnHour.toFixed(1)}`;
}
