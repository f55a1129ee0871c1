import { median } from 'd3-array';
import type { Experiment } from '../../experiment/definition.ts';
import type { RunResult } from '../../results/result.ts';

/**
 * The two ways to average a matrix' second moment V, each with the series that results have of it: within
 * each row, as `moment: row` of `scaleByFactoredRms` does (row D of Table 2), or within each column (row E).
 */
const SERIES = { rows: 'rowSignalToNoise', columns: 'columnSignalToNoise' } as const;

export type Axis = keyof typeof SERIES;

export const AXES = Object.keys(SERIES) as readonly Axis[];

type ByAxis<T> = Readonly<Record<Axis, T>>;

const byAxis = <T>(of: (axis: Axis) => T): ByAxis<T> =>
  Object.fromEntries(AXES.map((axis) => [axis, of(axis)])) as ByAxis<T>;

/** How well means represent the second moment of one tensor over the steps of a run. */
export type SignalToNoise = {
  readonly tensor: string;
  readonly row: string;
  readonly arm: string;
  readonly seed: number;
  /** E[V]^2 / Var[V] along the axis; above 1 the entries differ by less than their mean. */
  readonly points: ByAxis<readonly { readonly step: number; readonly value: number }[]>;
};

/** Of the tensors that a run keeps; none where it did not measure them. */
function ofRun({ cell, config, diagnostics }: RunResult): SignalToNoise[] {
  const { steps = [], kept = {} } = diagnostics ?? {};
  return Object.entries(kept).flatMap(([tensor, series]) => {
    const points = byAxis((axis) =>
      steps.flatMap((step, i) => {
        const value = series[SERIES[axis]]?.[i];
        // Ratios are drawn on a logarithmic axis, where 0 has no place.
        return typeof value === 'number' && value > 0 ? [{ step, value }] : [];
      }),
    );
    // A vector has neither rows nor columns.
    if (AXES.some((axis) => points[axis].length === 0)) return [];
    const { row, arm } = cell!;
    return [{ tensor, row, arm, seed: config.training.seed, points }];
  });
}

/**
 * The signal-to-noise ratios that `results` keep: by tensor, then in the order of the experiment's rows
 * and arms. None where no run measured them.
 */
export function signalToNoiseCurves(
  { rows, arms }: Pick<Experiment, 'rows' | 'arms'>,
  results: readonly RunResult[],
): SignalToNoise[] {
  const curves = Object.keys(rows).flatMap((row) =>
    Object.keys(arms).flatMap((arm) =>
      results.filter(({ cell }) => cell?.row === row && cell.arm === arm).flatMap(ofRun),
    ),
  );
  const tensors = [...new Set(curves.map(({ tensor }) => tensor))];
  return tensors.flatMap((tensor) => curves.filter((curve) => curve.tensor === tensor));
}

/** The median of each curve's ratios over the measured steps. */
export const summariseSignalToNoise = (curves: readonly SignalToNoise[]) =>
  curves.map(({ points, ...curve }) => ({
    ...curve,
    medians: byAxis((axis) => median(points[axis], ({ value }) => value)!),
  }));
