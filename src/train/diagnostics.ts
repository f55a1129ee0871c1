import * as tf from '@tensorflow/tfjs-core';
import type { TensorTree } from 'sublinear-optim';
import { z } from 'zod';
import type { BatchSource } from '../data/batch-source.ts';
import type { TokenBatch } from '../model/batch.ts';
import type { Diagnostics, TensorDiagnostics } from '../results/diagnostics.ts';
import type { Measurement } from './probe.ts';

/** One value for each parameter tensor, in the model's order; null where it is no finite number. */
const column = z.array(z.number().nullable());

/** What `MEASUREMENTS` say after a step, with the clipped steps as a share. */
export const diagnosticsPointSchema = z.strictObject({
  step: z.int().positive(),
  unscaledRms: column.optional(),
  updateRms: column,
  parameterRms: column,
  gradientNorm: column,
  clippedShare: column.optional(),
  rowSignalToNoise: column.optional(),
  columnSignalToNoise: column.optional(),
});

export type DiagnosticsPoint = z.infer<typeof diagnosticsPointSchema>;
type Column = z.infer<typeof column>;

/** Digits that are kept: more than the sums of squares are good for in float32. */
const DIGITS = 6;

function rounded(value: number): number | null {
  return Number.isFinite(value) ? Number(value.toPrecision(DIGITS)) : null;
}

/** Batches of which the most common length is looked for. */
const BATCHES_LOOKED_AT = 100;

/**
 * The length that the rows of most batches have, of those that come first. Steps are measured on
 * batches of this length alone, as each shape of batch takes a graph of its own, and its preparation
 * seconds: for all shapes together that is several per cent of a short run.
 */
export function commonRowLength({ batch }: Pick<BatchSource, 'batch'>): number {
  const counts = new Map<number, number>();
  for (let position = 0; position < BATCHES_LOOKED_AT; position++) {
    const { length } = batch(position);
    counts.set(length, (counts.get(length) ?? 0) + 1);
  }
  return [...counts].reduce((most, other) => (other[1] > most[1] ? other : most))[0];
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
 */
export function isMeasured(
  { every, rowLength }: Pick<Measuring, 'every' | 'rowLength'>,
  before: number,
  step: number,
  { length }: Pick<TokenBatch, 'length'>,
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

/** Reads what was measured, and frees it. */
export async function readPoints(unread: readonly UnreadPoint[]): Promise<DiagnosticsPoint[]> {
  const points: DiagnosticsPoint[] = [];
  for (const { step, since, measurements } of unread) {
    const read = async (name: Measurement, divisor = 1): Promise<Column> =>
      [...(await measurements[name]!.data())].map((value) => rounded(value / divisor));
    const { unscaledRms, clippedSteps, rowSignalToNoise } = measurements;
    points.push({
      step,
      ...(unscaledRms === undefined ? {} : { unscaledRms: await read('unscaledRms') }),
      updateRms: await read('updateRms'),
      parameterRms: await read('parameterRms'),
      gradientNorm: await read('gradientNorm'),
      ...(clippedSteps === undefined
        ? {}
        : { clippedShare: await read('clippedSteps', step - since) }),
      ...(rowSignalToNoise === undefined
        ? {}
        : {
            rowSignalToNoise: await read('rowSignalToNoise'),
            columnSignalToNoise: await read('columnSignalToNoise'),
          }),
    });
    tf.dispose(measurements);
  }
  return points;
}

const COLUMNS = [
  'unscaledRms',
  'updateRms',
  'parameterRms',
  'gradientNorm',
  'clippedShare',
  'rowSignalToNoise',
  'columnSignalToNoise',
] as const satisfies (keyof TensorDiagnostics)[];

/** One record a tensor, as `diagnostics.ndjson` has them. */
export function tensorLines(point: DiagnosticsPoint, names: readonly string[]): object[] {
  return names.map((tensor, i) => ({
    step: point.step,
    tensor,
    ...Object.fromEntries(
      COLUMNS.flatMap((name) => {
        const values = point[name];
        return values === undefined ? [] : [[name, values[i]!]];
      }),
    ),
  }));
}

const numbers = (values: Column): number[] => values.map((value) => value ?? Number.NaN);

const mean = (values: Column): number | null =>
  rounded(numbers(values).reduce((total, value) => total + value, 0) / values.length);

const greatest = (values: Column): number | null => rounded(Math.max(...numbers(values)));

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
  const spread = (name: 'unscaledRms' | 'updateRms' | 'clippedShare') => {
    const columns = points.flatMap((point) => (point[name] === undefined ? [] : [point[name]]));
    return { mean: columns.map(mean), max: columns.map(greatest) };
  };
  const has = (name: (typeof COLUMNS)[number]) => points[0]?.[name] !== undefined;
  const series = (tensor: string): TensorDiagnostics => {
    const i = names.indexOf(tensor);
    const of = (name: (typeof COLUMNS)[number]) => points.map((point) => point[name]![i]!);
    return {
      ...(has('unscaledRms') ? { unscaledRms: of('unscaledRms') } : {}),
      updateRms: of('updateRms'),
      parameterRms: of('parameterRms'),
      gradientNorm: of('gradientNorm'),
      ...(has('clippedShare') ? { clippedShare: of('clippedShare') } : {}),
      ...(has('rowSignalToNoise')
        ? {
            rowSignalToNoise: of('rowSignalToNoise'),
            columnSignalToNoise: of('columnSignalToNoise'),
          }
        : {}),
    };
  };
  return {
    steps: points.map(({ step }) => step),
    all: {
      tensors: names.length,
      ...(has('unscaledRms') ? { unscaledRms: spread('unscaledRms') } : {}),
      updateRms: spread('updateRms'),
      gradientNorm: points.map((point) => norm(point.gradientNorm)),
      ...(has('clippedShare') ? { clippedShare: spread('clippedShare') } : {}),
    },
    kept: Object.fromEntries(kept.map((tensor) => [tensor, series(tensor)])),
  };
}
