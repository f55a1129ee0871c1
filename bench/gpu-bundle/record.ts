import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Shape } from '../harness/shapes.ts';
import { largestDifference } from '../harness/statistics.ts';
import { COMPARISONS } from '../step/measure.ts';
import { deviceTurnSchema, readySchema } from '../step/protocol.ts';
import { type Part, partsOf, SIDES } from './allotment.ts';

const courseSchema = z.object({ ready: readySchema, turn: deviceTurnSchema });

export type Course = z.infer<typeof courseSchema>;

const measurementSchema = z.object({
  shape: z.string(),
  optimizer: z.enum(COMPARISONS),
  /** Timed. */
  device: courseSchema.optional(),
  /** The steps that the processor takes too, with smaller batches. */
  compared: courseSchema.optional(),
  processor: courseSchema.optional(),
  /** By side, why it is missing or has fewer steps than were asked for. */
  problems: z.partialRecord(z.enum(SIDES), z.string()),
  /** See `DeviceMeasurement`; over the first step of `compared` and `processor`, and those that both took. */
  lossDifference: z.number().nullable().optional(),
});

export type Measurement = z.infer<typeof measurementSchema>;

/** What a later start must have in common with the record to go on with it. */
const sameSchema = z.object({
  commit: z.string(),
  adapter: z.string(),
  steps: z.int(),
  compared: z.int(),
  sentences: z.int(),
});

type Same = z.infer<typeof sameSchema>;

const recordSchema = sameSchema.extend({ measurements: z.array(measurementSchema) });

/** What an earlier start has measured of the same thing; nothing where there is no such record. */
export function earlierMeasurements(file: string, same: Same): Measurement[] {
  try {
    const record = recordSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    const keys = Object.keys(sameSchema.shape) as (keyof Same)[];
    return keys.every((key) => record[key] === same[key]) ? record.measurements : [];
  } catch {
    // None, or of another program: it is written anew.
    return [];
  }
}

/** Whether a measurement is the one that the part belongs to. */
export const isOf =
  ({ shape, optimizer }: Pick<Part, 'shape' | 'optimizer'>) =>
  (measurement: Measurement): boolean =>
    measurement.shape === shape.name && measurement.optimizer === optimizer;

/** The part's side as an earlier start left it, where it took all of its steps. */
export function finishedCourse(
  measurements: readonly Measurement[],
  part: Part,
  steps: number,
): Course | undefined {
  const course = measurements.find(isOf(part))?.[part.side];
  return course !== undefined && course.turn.stepMs.length >= steps ? course : undefined;
}

/** The losses from the first step on. */
const lossesOf = ({ ready, turn }: Course) => [ready.firstLoss, ...turn.losses];

/** The measurement with what its part's side did, and with why that is missing or not whole. */
export function withOutcome(
  measurement: Measurement | undefined,
  { shape, optimizer, side }: Part,
  { course, problem }: { readonly course?: Course; readonly problem?: string | undefined },
): Measurement {
  const { problems, ...before } = measurement ?? { shape: shape.name, optimizer, problems: {} };
  const { [side]: _before, ...others } = problems;
  const after: Measurement = {
    ...before,
    ...(course === undefined ? {} : { [side]: course }),
    problems: problem === undefined ? others : { ...others, [side]: problem },
  };
  const { compared, processor } = after;
  if (compared === undefined || processor === undefined) return after;
  const [onDevice, onProcessor] = [lossesOf(compared), lossesOf(processor)];
  const steps = Math.min(onDevice.length, onProcessor.length);
  const difference = largestDifference(onDevice.slice(0, steps), onProcessor.slice(0, steps));
  // JSON has no infinity.
  return { ...after, lossDifference: Number.isFinite(difference) ? difference : null };
}

/**
 * Losses may differ by this much of the processor's: sums are added in another order, and what that
 * changes grows with every step.
 */
const TOLERANCE = 1e-3;

type Verdict = {
  /** Whether the losses agree; unknown where a size or an optimiser has none of both sides. */
  readonly parity: 'yes' | 'no' | 'unknown';
  /** What is missing or wrong. */
  readonly problems: readonly string[];
};

/** What the measurements come to. */
export function verdict(measurements: readonly Measurement[], shapes: readonly Shape[]): Verdict {
  const wanted = partsOf(shapes).filter(({ side }) => side === 'device');
  const found = wanted.map((part) => {
    const measurement = measurements.find(isOf(part));
    const difference = measurement?.lossDifference;
    const differs = difference === null || (difference !== undefined && difference > TOLERANCE);
    return { name: `${part.shape.name}, ${part.optimizer}`, measurement, difference, differs };
  });
  const problems = found.flatMap(({ name, measurement, differs }) => [
    ...(measurement === undefined ? [`${name}: not reached`] : []),
    ...Object.entries(measurement?.problems ?? {}).map(
      ([side, problem]) => `${name}, ${side}: ${problem}`,
    ),
    ...(differs ? [`${name}: losses differ by more than ${TOLERANCE} of the processor's`] : []),
  ]);
  const known = found.every(({ difference }) => difference !== undefined);
  const parity = found.some(({ differs }) => differs) ? 'no' : known ? 'yes' : 'unknown';
  return { parity, problems };
}

/** Something is missing that the same command would go on with. */
const UNFINISHED = 75;

export function exitCodeOf({ parity, problems }: Verdict): number {
  if (parity === 'no') return 1;
  return problems.length === 0 ? 0 : UNFINISHED;
}
