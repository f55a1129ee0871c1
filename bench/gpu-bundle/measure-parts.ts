import { join } from 'node:path';
import { checkoutFolder } from '../../src/platform/checkout.ts';
import { say } from '../harness/benchmark.ts';
import type { Shape } from '../harness/shapes.ts';
import { withInitialParameters } from '../step/measure.ts';
import { workloadOf } from '../step/workload.ts';
import { allotment, type Part, partsOf } from './allotment.ts';
import { takeCourse } from './course.ts';
import { PROGRAM, type Role } from './program.ts';
import {
  type Course,
  finishedCourse,
  isOf,
  type Measurement,
  withCourse,
  withProblem,
} from './record.ts';

/** The command that lets the bundle's program play another role. */
export const programCommand = (role: Role, ...args: string[]): [string, ...string[]] => [
  process.execPath,
  join(checkoutFolder, PROGRAM),
  role,
  ...args,
];

/** The backend of each side; the processor computes without TensorFlow's library. */
const BACKENDS = { device: 'webgpu', compared: 'webgpu', processor: 'wasm' } as const;

/**
 * Sentence pairs of the batches that the processor takes too. With 32 the memory that WASM can have is
 * too small for the largest model.
 */
export const COMPARED_SENTENCES = 4;

export type MeasurePlan = {
  readonly shapes: readonly Shape[];
  readonly steps: number;
  readonly compared: number;
  /** Sentence pairs of a batch. */
  readonly sentences: number;
  /** Lets the Vulkan loader find the driver. */
  readonly driver: Readonly<Record<string, string>>;
  /** What is measured already. */
  readonly earlier: readonly Measurement[];
  /** Milliseconds until all must be done. */
  left(): number;
  /** Called with all there is whenever something was measured, or failed. */
  measured(measurements: readonly Measurement[]): void;
};

/**
 * Measures what is missing, each part in its share of the time that is left. A part that fails or is too
 * slow is noted and keeps none of the others from their turn. The WASM backend is started.
 */
export async function measureParts(plan: MeasurePlan): Promise<readonly Measurement[]> {
  const { shapes, steps, compared, sentences, driver, left, measured } = plan;
  const stepsOf = ({ side }: Part) => (side === 'device' ? steps : compared);
  const sentencesOf = ({ side }: Part) =>
    side === 'device' ? sentences : Math.min(COMPARED_SENTENCES, sentences);

  const courseOf = (part: Part, parametersFile: string, withinMs: number): Promise<Course> => {
    const { shape, optimizer, side } = part;
    const name = `${shape.name}, ${optimizer}, ${side}`;
    say(`${name}: ${stepsOf(part)} steps, in ${Math.round(withinMs / 1000)} s at most`);
    const workload = workloadOf(shape, optimizer, parametersFile);
    return takeCourse({
      name,
      command: programCommand('contestant', BACKENDS[side]),
      env: side === 'processor' ? {} : driver,
      workload: { ...workload, batch: { ...workload.batch, sentences: sentencesOf(part) } },
      steps: stepsOf(part),
      withinMs,
    });
  };

  let measurements = plan.earlier;
  const take = async (part: Part, parametersFile: string, withinMs: number): Promise<void> => {
    const before = measurements.find(isOf(part));
    let after: Measurement;
    try {
      const course = await courseOf(part, parametersFile, withinMs);
      after = withCourse(before, part, course);
      const taken = course.turn.stepMs.length;
      if (taken < stepsOf(part)) {
        after = withProblem(after, part, `${taken} of ${stepsOf(part)} steps in the time it had`);
      }
    } catch (error) {
      after = withProblem(before, part, (error as Error).message);
    }
    measurements = [...measurements.filter((other) => other !== before), after];
    measured(measurements);
  };

  let todo = partsOf(shapes).filter((part) => !finishedCourse(measurements, part, stepsOf(part)));
  for (const shape of shapes) {
    const parts = todo.filter((part) => part.shape === shape);
    if (parts.length === 0) continue;
    await withInitialParameters(shape, async (file) => {
      for (const part of parts) {
        await take(part, file, allotment(todo, left()));
        todo = todo.filter((other) => other !== part);
      }
    });
  }
  return measurements;
}
