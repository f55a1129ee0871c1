import * as tf from '@tensorflow/tfjs-core';
import { sum } from 'd3-array';
import { disposeTree, type TensorTree } from 'sublinear-optim';
import type { BatchSource } from '../data/batch-source.ts';
import { type BatchingConfig, batchShapes } from '../data/batches.ts';
import type { CompiledProgram, Executor, Program, Signature } from '../executor/executor.ts';
import { batchInputs, batchSignature } from '../model/batch.ts';
import { isMeasured, type Measuring, readPoints, type UnreadPoint } from './diagnostics.ts';
import type { StepDone } from './divergence.ts';
import type { DiagnosticsPoint, TrainingRecord } from './record.ts';
import { BATCH_NUMBER_SIGNATURE, LAST_BATCH_SIGNATURE, STEP_SIGNATURE } from './step.ts';

/** The programs that a step of training runs. */
export type StepPrograms = {
  /** Takes the step; see `trainingProgram`. */
  readonly program: Program;
  /** The same with a measuring probe, for batches whose rows are so long. */
  readonly measuring?: { readonly program: Program; readonly rowLength: number } | undefined;
  /** Where a step has several batches: see `accumulatingProgram`. */
  readonly accumulation?: { readonly batches: number; readonly program: Program } | undefined;
};

/** The same, ready to be run. */
export type CompiledStep = {
  readonly take: CompiledProgram;
  readonly takeAndMeasure?: CompiledProgram | undefined;
  readonly accumulation?: { readonly batches: number; readonly add: CompiledProgram } | undefined;
};

/** Compiles a step for batches of every shape of `batching`. */
export function compileStep(
  executor: Executor,
  batching: BatchingConfig,
  { program, measuring, accumulation }: StepPrograms,
): CompiledStep {
  const shapes = batchShapes(batching);
  const compile = (compiled: Program, beside: Signature, fitting = shapes) =>
    executor.compile(
      compiled,
      fitting.map((shape) => ({
        ...batchSignature(shape, batching.kind === 'packed'),
        ...beside,
      })),
    );
  const ofStep = accumulation === undefined ? STEP_SIGNATURE : LAST_BATCH_SIGNATURE;
  return {
    accumulation: accumulation && {
      batches: accumulation.batches,
      add: compile(accumulation.program, BATCH_NUMBER_SIGNATURE),
    },
    take: compile(program, ofStep),
    takeAndMeasure:
      measuring &&
      compile(
        measuring.program,
        ofStep,
        shapes.filter(({ length }) => length === measuring.rowLength),
      ),
  };
}

/**
 * Adds up the gradients of the batches of `step` but the last in the executor's state.
 *
 * @param accumulation undefined where a step has one batch
 * @returns the inputs of the program that takes the step, for the caller to free; the length of the
 *   last batch's rows; and the tokens of all batches of the step
 */
export function beginStep(
  batches: BatchSource,
  step: number,
  accumulation: CompiledStep['accumulation'],
) {
  const count = accumulation?.batches ?? 1;
  const first = (step - 1) * count;
  const ofStep = Array.from({ length: count }, (_, i) => batches.batch(first + i));
  const last = ofStep.at(-1)!;
  const begun = {
    length: last.length,
    sourceTokens: sum(ofStep, (batch) => batch.sourceTokens),
    targetTokens: sum(ofStep, (batch) => batch.targetTokens),
  };
  const inputs: TensorTree = { ...batchInputs(last), step: tf.scalar(step, 'int32') };
  if (accumulation === undefined) return { inputs, ...begun };
  // From 1, as steps are.
  const batchNumber = (i: number) => tf.scalar(first + i + 1, 'int32');
  for (const [i, batch] of ofStep.slice(0, -1).entries()) {
    const added = { ...batchInputs(batch), batchNumber: batchNumber(i) };
    disposeTree({ ...added, ...accumulation.add(added) });
  }
  const tokens = tf.scalar(begun.targetTokens);
  return { inputs: { ...inputs, batchNumber: batchNumber(count - 1), tokens }, ...begun };
}

/** A step whose loss the device may still be computing. */
type UnreadStep = Omit<StepDone, 'loss'> & { readonly loss: tf.Tensor };

/** The same steps with their losses as numbers; frees the scalars. */
async function readLosses(steps: readonly UnreadStep[]): Promise<StepDone[]> {
  const scalars = steps.map(({ loss }) => loss);
  const stacked = tf.stack(scalars);
  const losses = await stacked.data();
  tf.dispose([stacked, ...scalars]);
  return steps.map((step, i) => ({ ...step, loss: losses[i]! }));
}

/** Source and target tokens of all `steps`. */
export const tokenCount = (steps: readonly Omit<StepDone, 'loss'>[]): number =>
  sum(steps, ({ sourceTokens, targetTokens }) => sourceTokens + targetTokens);

/** The results of steps, once they have been read from the device. */
export type ReadSteps = {
  readonly done: readonly StepDone[];
  readonly points: readonly DiagnosticsPoint[];
  /** Wall time since the clock was started. */
  readonly seconds: number;
};

/** Takes steps after `record`; their results wait on the device until they are read. */
export function unreadSteps({
  step: compiled,
  batches,
  measuring,
  record,
}: {
  readonly step: CompiledStep;
  readonly batches: BatchSource;
  readonly measuring?: Measuring | undefined;
  readonly record: TrainingRecord;
}) {
  let steps: UnreadStep[] = [];
  let points: UnreadPoint[] = [];
  let measuredBefore = record.diagnostics?.at(-1)?.step ?? 0;
  let mark = performance.now();
  const seconds = () => (performance.now() - mark) / 1000;
  return {
    take: (step: number): void => {
      const { inputs, length, ...tokens } = beginStep(batches, step, compiled.accumulation);
      const isMeasuring =
        measuring !== undefined && isMeasured(measuring, measuredBefore, step, length);
      const take = isMeasuring ? compiled.takeAndMeasure! : compiled.take;
      const { loss, ...measurements } = take(inputs);
      if (isMeasuring) {
        points.push({ step, since: measuredBefore, measurements });
        measuredBefore = step;
      }
      disposeTree(inputs);
      steps.push({ loss: loss!, ...tokens });
    },
    tokens: () => tokenCount(steps),
    seconds,
    read: async (): Promise<ReadSteps> => {
      const [unread, unreadPoints] = [steps, points];
      [steps, points] = [[], []];
      // Reading the losses waits for the device; the clock is read after it.
      const done = await readLosses(unread);
      const read = await readPoints(unreadPoints);
      return { done, points: read, seconds: seconds() };
    },
    startClock: (): void => {
      mark = performance.now();
    },
  };
}
