import { stringify } from 'csv-stringify/sync';
import { AVERAGE_KINDS } from '../../config/averages.ts';
import type { ExperimentReport } from '../experiment-report.ts';
import { cellsOf, type Spread } from '../stats/cells.ts';
import { roundNumbers } from './text.ts';

function spreadColumns(name: string, spread: Spread | undefined) {
  return {
    [`${name}Mean`]: spread?.mean,
    [`${name}StandardDeviation`]: spread?.standardDeviation,
    [`${name}Least`]: spread?.least,
    [`${name}Most`]: spread?.most,
  };
}

/** The cells of experiments as CSV, a line each; a number that is not known is empty. */
export function csvReport(reports: readonly ExperimentReport[]): string {
  const lines = reports.flatMap((report) =>
    cellsOf(report).map(({ row, arm, cell }) => ({
      experiment: report.experiment,
      protocol: report.protocol,
      row: row.row,
      label: row.label,
      arm: arm.name,
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
      ...Object.fromEntries(
        AVERAGE_KINDS.map((kind) => [`${kind}BleuMean`, cell.averages[kind]?.bleu.mean]),
      ),
      stateBytes: cell.stateBytes,
    })),
  );
  return stringify(roundNumbers(lines), { header: true });
}
