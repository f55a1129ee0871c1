import { mean } from 'd3-array';
import type { Experiment } from '../experiment/definition.ts';
import { alignedTable } from './aligned-table.ts';
import { requireComparable } from './comparable.ts';
import type { StoredResult } from './stored-results.ts';
import { mebibytes, whole } from './text.ts';

/** What the runs of one cell needed, and what came of it. */
export type MeasuredCell = {
  readonly row: string;
  readonly label: string;
  readonly arm: string;
  readonly seeds: number;
  /** What the optimiser keeps from step to step. */
  readonly stateBytes: number;
  /** The largest resident memory of a run's process, data and libraries included; mean over seeds. */
  readonly peakMemoryBytes: number;
  /** Mean over seeds. */
  readonly secondsAStep: number;
  /** Of the test set, mean over the seeds that completed; absent where none did. */
  readonly bleu?: number;
};

/**
 * The cells of `experiment` that have results, in its order.
 *
 * @throws UserError for results that cannot be compared
 */
export function measuredCells(
  experiment: Experiment,
  stored: readonly StoredResult[],
): MeasuredCell[] {
  requireComparable(experiment, stored);
  const { rows, arms } = experiment;
  const results = stored.map(({ result }) => result);
  return Object.entries(rows).flatMap(([row, { label }]) =>
    Object.entries(arms).flatMap(([arm, { label: armLabel }]) => {
      const own = results.filter(({ cell }) => cell?.row === row && cell.arm === arm);
      const [first] = own;
      if (first === undefined) return [];
      const bleu = mean(own.flatMap(({ test }) => test?.bleu.score ?? []));
      return {
        row,
        label: Object.keys(arms).length === 1 ? label : `${label}; ${armLabel}`,
        arm,
        seeds: own.length,
        stateBytes: first.optimizerState.bytes,
        peakMemoryBytes: mean(own.map(({ timing }) => timing.peakMemoryBytes))!,
        secondsAStep: mean(
          own.map(({ timing, training }) => timing.trainingSeconds / training.steps),
        )!,
        ...(bleu === undefined ? {} : { bleu }),
      };
    }),
  );
}

/** The cells as a Markdown table, and what its times are worth. */
export function markdownMeasuredCells(cells: readonly MeasuredCell[]): string {
  const header = ['row', 'optimiser', 'state: bytes', 'peak memory: MiB', 'ms a step', 'BLEU'];
  const lines = cells.map((cell) => [
    cell.row,
    cell.label,
    whole(cell.stateBytes),
    mebibytes(cell.peakMemoryBytes),
    (cell.secondsAStep * 1000).toFixed(0),
    cell.bleu?.toFixed(1) ?? 'diverged',
  ]);
  return [
    alignedTable(header, lines, 'llrrrr'),
    'Times belong to the machine and to what else it was doing, often another run: ' +
      '`make bench-optimizers` compares them.',
  ].join('\n\n');
}
