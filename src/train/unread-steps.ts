import * as tf from '@tensorflow/tfjs-core';
import { disposeTree } from 'sublinear-optim';
import type { BatchSource } from '../data/batch-source.ts';
import { beginStep } from './accumulation.ts';
import type { CompiledStep } from './compiled-step.ts';
import {
  type DiagnosticsPoint,
  isMeasured,
  type Measuring,
  readPoints,
  type UnreadPoint,
} from './diagnostics.ts';
import type { StepDone } from './divergence.ts';
import type { TrainingRecord } from './record.ts';

/** A step whose loss the device may still be computing. */
type UnreadStep = Omit<StepDone, 'loss'> & { readonly loss: tf.Scalar };

/** The same steps with their losses as numbers; frees the scalars. */
async function readLosses(steps: readonly UnreadStep[]): Promise<StepDone[]> {
  const scalars = steps.map(({ loss }) => loss);
  const stacked = tf.stack(scalars);
  const losses = await stacked.data();
  tf.dispose([stacked, ...scalars]);
  return steps.map((step, i) => ({ ...step, loss: losses[i]! }));
}

type Tokens = Pick<StepDone, 'sourceTokens' | 'targetTokens'>;

export const tokenCount = (steps: readonly Tokens[]): number =>
  steps.reduce((total, { sourceTokens, targetTokens }) => total + sourceTokens + targetTokens, 0);

/** What steps came to, once it has been read from the device. */
export type ReadSteps = {
  readonly done: readonly StepDone[];
  readonly points: readonly DiagnosticsPoint[];
  /** Wall time since the clock was started. */
  readonly seconds: number;
};

/** Steps that were taken since the last reading, and the clock that runs while they are. */
type UnreadSteps = {
  take(step: number): void;
  tokens(): number;
  seconds(): number;
  read(): Promise<ReadSteps>;
  startClock(): void;
};

/** Takes steps from where training stands, whose results are read when they are asked for. */
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
}): UnreadSteps {
  let steps: UnreadStep[] = [];
  let points: UnreadPoint[] = [];
  let measuredBefore = record.diagnostics?.at(-1)?.step ?? 0;
  let mark = performance.now();
  const seconds = () => (performance.now() - mark) / 1000;
  return {
    take: (step) => {
      const { inputs, length, ...tokens } = beginStep(batches, step, compiled.accumulation);
      const isMeasuring =
        measuring !== undefined && isMeasured(measuring, measuredBefore, step, { length });
      const take = isMeasuring ? compiled.takeAndMeasure! : compiled.take;
      const { loss, ...measurements } = take(inputs);
      if (isMeasuring) {
        points.push({ step, since: measuredBefore, measurements });
        measuredBefore = step;
      }
      disposeTree(inputs);
      steps.push({ loss: loss as tf.Scalar, ...tokens });
    },
    tokens: () => tokenCount(steps),
    seconds,
    read: async () => {
      const [unread, unreadPoints] = [steps, points];
      [steps, points] = [[], []];
      // Reading the losses waits for the device; the clock is read after it.
      const done = await readLosses(unread);
      const read = await readPoints(unreadPoints);
      return { done, points: read, seconds: seconds() };
    },
    startClock: () => {
      mark = performance.now();
    },
  };
}
