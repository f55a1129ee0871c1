import * as tf from '@tensorflow/tfjs-core';
import { greatest, rollup } from 'd3-array';
import type { TensorTree } from 'sublinear-optim';
import type { BatchSource } from '../data/batch-source.ts';
import type { Diagnostics, TensorDiagnostics } from '../results/diagnostics.ts';
import { MEASUREMENTS } from './probe.ts';
import { type DiagnosticsPoint, diagnosticsPointSchema } from './record.ts';

type ColumnName = keyof TensorDiagnostics;
type Column = DiagnosticsPoint['updateRms'];

/** Digits that are kept: more than the sums of squares are good for in float32. */
const DIGITS = 6;

function rounded(value: number): number | null {
  return Number.isFinite(value) ? Number(value.toPrecision(DIGITS)) : null;
}

/** Batches among which the most common length is looked for. */
const BATCHES_LOOKED_AT = 100;

/**
 * The most common row length among the first batches. Steps are measured on batches of this length
 * alone: each shape of batch takes a graph of its own, whose preparation takes seconds, and all shapes
 * together would be several per cent of a short run.
 */
export function commonRowLength({ batch }: Pick<BatchSource, 'batch'>): number {
  const lengths = Array.from(
    { length: BATCHES_LOOKED_AT },
    (_, position) => batch(position).length,
  );
  const counts = rollup(
    lengths,
    (same) => same.length,
    (length) => length,
  );
  return greatest(counts, ([, count]) => count)![0];
}

/** When the sizes of updates are measured, and what becomes of them; see `src/train/probe.ts`. */
export type Measuring = {
  /** A step is measured once in so many, as soon as the batch is right: see `isMeasured`. */
  readonly every: number;
  /** The length of the rows of batches that are measured. */
  readonly rowLength: number;
  /** Told of measured steps once they have been read, in their order. */
  points(points: readonly DiagnosticsPoint[]): void;
};

/**
 * Whether a step is measured: the first one from each multiple of `every` on whose batch has rows of
 * `rowLength`.
 *
 * @param before the step that was measured last; 0 where there is none
 * @param length of the rows of the step's batch
 */
export function isMeasured(
  { every, rowLength }: Pick<Measuring, 'every' | 'rowLength'>,
  before: number,
  step: number,
  length: number,
): boolean {
  return length === rowLength && Math.floor(step / every) > Math.floor(before / every);
}

/** A measured step whose values the device may still be computing. */
export type UnreadPoint = {
  readonly step: number;
  /** The step that was measured before it; clipped ones were counted from there on. */
  readonly since: number;
  readonly measurements: TensorTree;
};

/** Reads measurements, and frees them. */
export async function readPoints(unread: readonly UnreadPoint[]): Promise<DiagnosticsPoint[]> {
  const points: DiagnosticsPoint[] = [];
  for (const { step, since, measurements } of unread) {
    const columns: Partial<Record<ColumnName, Column>> = {};
    for (const name of MEASUREMENTS) {
      const measured = measurements[name];
      if (measured === undefined) continue;
      const values = await measured.data();
      if (name === 'clippedSteps') {
        columns.clippedShare = Array.from(values, (steps) => rounded(steps / (step - since)));
      } else {
        columns[name] = Array.from(values, rounded);
      }
    }
    points.push(diagnosticsPointSchema.parse({ step, ...columns }));
    tf.dispose(measurements);
  }
  return points;
}

/** One record a tensor, as `diagnostics.ndjson` has them. */
export function tensorLines(point: DiagnosticsPoint, names: readonly string[]): object[] {
  const { step, ...columns } = point;
  return names.map((tensor, i) => ({
    step,
    tensor,
    ...Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values?.[i]])),
  }));
}

const numbers = (values: Column): number[] => values.map((value) => value ?? Number.NaN);

/** Not d3's mean and max, which pass over what is not finite. */
const mean = (values: Column): number | null =>
  rounded(numbers(values).reduce((total, value) => total + value, 0) / values.length);

const maximum = (values: Column): number | null => rounded(Math.max(...numbers(values)));

const norm = (values: Column): number | null => rounded(Math.hypot(...numbers(values)));

/**
 * What a result file keeps of `points`: a summary over all tensors, and the series of those in
 * `kept`.
 *
 * @param names of all tensors, in the order of the points' columns
 */
export function summariseDiagnostics(
  points: readonly DiagnosticsPoint[],
  names: readonly string[],
  kept: readonly string[],
): Diagnostics {
  /** An optional part of the summary, where the column that it is of was measured. */
  const ifMeasured = <Part>(name: ColumnName, part: (name: ColumnName) => Part) =>
    points[0]?.[name] === undefined ? {} : { [name]: part(name) };
  const spread = (name: ColumnName) => {
    const columns = points.map((point) => point[name]!);
    return { mean: columns.map(mean), max: columns.map(maximum) };
  };
  const series = (tensor: string): TensorDiagnostics => {
    const i = names.indexOf(tensor);
    const of = (name: ColumnName) => points.map((point) => point[name]![i]!);
    return {
      ...ifMeasured('unscaledRms', of),
      updateRms: of('updateRms'),
      parameterRms: of('parameterRms'),
      gradientNorm: of('gradientNorm'),
      ...ifMeasured('clippedShare', of),
      ...ifMeasured('rowSignalToNoise', of),
      ...ifMeasured('columnSignalToNoise', of),
    };
  };
  return {
    steps: points.map(({ step }) => step),
    all: {
      tensors: names.length,
      ...ifMeasured('unscaledRms', spread),
      updateRms: spread('updateRms'),
      gradientNorm: points.map((point) => norm(point.gradientNorm)),
      ...ifMeasured('clippedShare', spread),
    },
    kept: Object.fromEntries(kept.map((tensor) => [tensor, series(tensor)])),
  };
}
