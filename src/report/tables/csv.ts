import { stringify } from 'csv-stringify/sync';
import type { ExperimentReport } from '../experiment-report.ts';
import type { Spread } from '../stats/spread.ts';
import { roundNumbers } from './json.ts';

function spreadColumns(name: string, spread: Spread | undefined) {
  return {
    [`${name}Mean`]: spread?.mean,
    [`${name}StandardDeviation`]: spread?.standardDeviation,
    [`${name}Least`]: spread?.least,
    [`${name}Most`]: spread?.most,
  };
}

/** The cells of an experiment as CSV, a line each; what is not known is empty. */
export function csvReport({ experiment, protocol, arms, rows }: ExperimentReport): string {
  const lines = rows.flatMap(({ row, label, cells }) =>
    arms.flatMap(({ name: arm }) => {
      const cell = cells[arm];
      if (cell === undefined) return [];
      return {
        experiment,
        protocol,
        row,
        label,
        arm,
        paperBleu: cell.paper,
        runs: cell.runs.length,
        diverged: cell.diverged,
        seeds: cell.runs.map(({ seed }) => seed).join(' '),
        ...spreadColumns('bleu', cell.bleu),
        ...spreadColumns('logPerplexity', cell.logPerplexity),
        permutationFloorMean: cell.permutationFloor?.mean,
        distinctMean: cell.distinct?.mean,
        reachedTarget: cell.stepsToTarget?.n,
        stepsToTarget: cell.stepsToTarget?.mean,
        secondsToTarget: cell.secondsToTarget?.mean,
        polyakBleuMean: cell.averages.polyak?.bleu.mean,
        lastPointsBleuMean: cell.averages.lastPoints?.bleu.mean,
        stateBytes: cell.stateBytes,
      };
    }),
  );
  return stringify(roundNumbers(lines), { header: true });
}
