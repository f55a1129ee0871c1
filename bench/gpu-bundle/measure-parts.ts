import { say } from '../harness/benchmark.ts';
import { type Entrant, startContestant } from '../harness/contestants.ts';
import type { Shape } from '../harness/shapes.ts';
import { withInitialParameters } from '../step/measure.ts';
import { deviceTurnSchema, readySchema } from '../step/protocol.ts';
import { workloadOf } from '../step/workload.ts';
import { allotment, type Part, partsOf } from './allotment.ts';
import { programCommand } from './program.ts';
import { type Course, finishedCourse, isOf, type Measurement, withOutcome } from './record.ts';

/** The backend of each side; the processor computes without TensorFlow's library. */
const BACKENDS = { device: 'webgpu', compared: 'webgpu', processor: 'wasm' } as const;

/**
 * Sentence pairs of the batches that the processor takes too. With 32 the memory that WASM can have is
 * too small for the largest model.
 */
export const COMPARED_SENTENCES = 4;

type MeasurePlan = {
  readonly shapes: readonly Shape[];
  readonly steps: number;
  readonly compared: number;
  /** Sentence pairs of a batch. */
  readonly sentences: number;
  /** Variables of the environment that let the Vulkan loader find the driver. */
  readonly driver: Readonly<Record<string, string>>;
  /** Of an earlier start. */
  readonly earlier: readonly Measurement[];
  /** Milliseconds until all must be done. */
  left(): number;
  /** Told of all measurements after each part, done or failed. */
  measured(measurements: readonly Measurement[]): void;
};

/** Of the time that is left, what steps may be begun in: the last one must end too. */
const FOR_STEPS = 0.9;

/**
 * Lets one process train: as many steps as the time allows.
 *
 * @param withinMs milliseconds for all of it; the process is killed then
 * @throws Error where it fails, or does not get through its first steps in time
 */
async function takeCourse(entrant: Entrant, steps: number, withinMs: number): Promise<Course> {
  const end = performance.now() + withinMs;
  const signal = AbortSignal.timeout(withinMs);
  try {
    const protocol = { ready: readySchema, turn: deviceTurnSchema };
    const contestant = await startContestant({ ...entrant, signal }, protocol);
    const left = FOR_STEPS * (end - performance.now());
    const turn = await contestant.turn({ steps, withinMs: Math.max(0, left) });
    await contestant.stop();
    return { ready: contestant.ready, turn };
  } catch (error) {
    if (!signal.aborted) throw error;
    const seconds = Math.round(withinMs / 1000);
    throw new Error(`did not get through its first steps within the ${seconds} s it had`);
  }
}

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
    const entrant = {
      name,
      command: programCommand('contestant', BACKENDS[side]),
      env: side === 'processor' ? {} : driver,
      workload: { ...workload, batch: { ...workload.batch, sentences: sentencesOf(part) } },
    };
    return takeCourse(entrant, stepsOf(part), withinMs);
  };

  let measurements = plan.earlier;
  const take = async (part: Part, parametersFile: string, withinMs: number): Promise<void> => {
    const before = measurements.find(isOf(part));
    let after: Measurement;
    try {
      const course = await courseOf(part, parametersFile, withinMs);
      const taken = course.turn.stepMs.length;
      const wanted = stepsOf(part);
      const problem = taken < wanted ? `${taken} of ${wanted} steps in the time it had` : undefined;
      after = withOutcome(before, part, { course, problem });
    } catch (error) {
      after = withOutcome(before, part, { problem: (error as Error).message });
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
