import { markdownTable } from 'markdown-table';
import { BATCH } from '../harness/shapes.ts';
import { spread } from '../harness/statistics.ts';
import { range } from '../harness/table.ts';
import type { Comparison } from './measure.ts';
import type { DeviceTurn, Ready } from './protocol.ts';

/** What one device did with one workload, in one turn. */
type DeviceCourse = { readonly ready: Ready; readonly turn: DeviceTurn };

export type DeviceMeasurement = {
  readonly shape: string;
  readonly optimizer: Comparison;
  /** Absent where the device did not get there; so with the processor. */
  readonly device?: DeviceCourse | undefined;
  readonly processor?: DeviceCourse | undefined;
  /**
   * Of the losses of the steps that both took, the largest difference over the processor's; null where
   * only one of the two is a number.
   */
  readonly lossDifference?: number | null | undefined;
};

/** A cell without a figure. */
const NONE = '–';

function deviceCells(course: DeviceCourse | undefined, tokens: number): string[] {
  if (course === undefined) return [NONE, NONE, NONE, NONE, NONE];
  const stepMs = spread(course.turn.stepMs);
  return [
    course.ready.device ?? '',
    String(course.turn.stepMs.length),
    stepMs.median.toFixed(1),
    range(stepMs, 1),
    ((tokens * 1000) / stepMs.median).toFixed(0),
  ];
}

function describeDifference(difference: number | null | undefined): string {
  if (difference === undefined) return NONE;
  return difference === null ? 'infinite' : difference.toExponential(1);
}

function row(measurement: DeviceMeasurement, tokens: number): string[] {
  const { shape, optimizer, device, processor, lossDifference } = measurement;
  return [
    shape,
    optimizer,
    ...deviceCells(device, tokens),
    processor === undefined ? NONE : spread(processor.turn.stepMs).median.toFixed(1),
    processor === undefined ? NONE : String(processor.turn.stepMs.length),
    describeDifference(lossDifference),
    device === undefined ? NONE : String(device.turn.losses.at(-1) ?? 'no number'),
  ];
}

type BatchShape = { readonly sentences: number; readonly length: number };

/** What was measured with batches of these shapes, as Markdown. */
export function deviceTable(
  measurements: readonly DeviceMeasurement[],
  { sentences, length }: BatchShape = BATCH,
  processor: BatchShape = { sentences, length },
): string {
  // Of source and target.
  const tokens = 2 * sentences * length;
  const smaller = processor.sentences < sentences ? ` with ${processor.sentences} sentences` : '';
  const header = [
    ...['shape', 'optimiser', 'device', 'steps', 'ms a step', 'range', 'tokens/s'],
    ...[`ms a step, processor${smaller}`, 'steps compared'],
    ...['largest relative difference of losses', 'last loss'],
  ];
  return markdownTable([header, ...measurements.map((measurement) => row(measurement, tokens))]);
}
