import { setImmediate } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs-core';
import { disposeTree } from 'sublinear-optim';
import type { RunConfig } from '../config/run-config.ts';
import type { BatchSource } from '../data/batch-source.ts';
import { type BatchingConfig, batchShapes } from '../data/batches.ts';
import type { Executor, Program } from '../executor/executor.ts';
import type { DivergenceCause, EndReason } from '../results/result.ts';
import {
  ACCUMULATION_SIGNATURE,
  type Accumulation,
  beginStep,
  prepareAccumulation,
} from './accumulation.ts';
import { type DiagnosticsPoint, isMeasured, readPoints, type UnreadPoint } from './diagnostics.ts';
import { recordSteps, type StepDone } from './divergence.ts';
import { findNonFinite, prepareFindNonFinite } from './non-finite.ts';
import { batchSignature, STEP_SIGNATURE } from './programs.ts';
import {
  bestPoint,
  type DevBleuPoint,
  type DevPoint,
  type LossPoint,
  type TrainingRecord,
} from './record.ts';
import { alreadyEnded, lastStep, reachedLimit, reachedTarget } from './stopping.ts';

export type TrainingProgress = LossPoint & {
  readonly steps: number;
  /** Source and target tokens a second since the losses were last read, padding not counted. */
  readonly tokensPerSecond: number;
};

/** Told what happens while it happens. */
export type TrainingObserver = {
  step(step: number, steps: number): void;
  loss(progress: TrainingProgress): void;
  dev(point: DevPoint): void;
  devBleu?(point: DevBleuPoint): void;
  /** Something that takes a while begins between two steps, such as an evaluation. */
  phase?(what: string): void;
  /** Something that a person should know, such as where a run goes on. */
  notice?(what: string): void;
};

export type Training = {
  readonly config: RunConfig['training'];
  readonly executor: Executor;
  /** One step of training; see `trainingProgram`. */
  readonly program: Program;
  readonly batches: BatchSource;
  /** What was done already; `START` at the start. */
  readonly record: TrainingRecord;
  /** Called after each step, with the executor's state as the step left it. */
  afterStep(step: number): void;
  /** Log-perplexity of the development set. */
  evaluate(): Promise<number>;
  /** Translates the development set as it is after `step`, where that is asked for. */
  readonly translate?:
    | { readonly every: number; score(step: number): Promise<DevBleuPoint['bleu']> }
    | undefined;
  /** Keeps the state and `record`, from which `train` can go on. */
  save(record: TrainingRecord): Promise<void>;
  /** Steps between two calls of `save`; there is one at the end and at each new best, too. */
  readonly saveEvery: number;
  /** Asked after each step: whether to save and stop here. */
  stopRequested(): boolean;
  readonly observer: TrainingObserver;
  readonly measuring?: Measuring | undefined;
  /** Undefined where a step has one batch. */
  readonly accumulation?: Accumulation | undefined;
};

/** Measuring the sizes of updates now and then; see `src/train/probe.ts`. */
export type Measuring = {
  /** A step is measured once in so many, as soon as the batch is right: see `isMeasured`. */
  readonly every: number;
  /** The length of the rows of batches that are measured. */
  readonly rowLength: number;
  /** `Training.program` with a measuring probe; that one has a counting probe. */
  readonly program: Program;
  /** Told of measured steps once they have been read, in their order. */
  points(points: readonly DiagnosticsPoint[]): void;
};

/** How training ended; `record` is of the last step that counts. */
export type TrainingOutcome =
  | {
      readonly status: 'completed';
      readonly endedBy: EndReason;
      readonly record: TrainingRecord;
    }
  /** A stop was requested. */
  | { readonly status: 'interrupted'; readonly record: TrainingRecord }
  /** It was given up at the last step of `record`. */
  | {
      readonly status: 'diverged';
      readonly cause: DivergenceCause;
      readonly record: TrainingRecord;
    };

export const TRAIN = 'train';
const TRAIN_AND_MEASURE = 'train and measure';

/** Announces that `train` will be called with these arguments; see `Executor.prepare`. */
export function prepareTraining(
  batching: BatchingConfig,
  executor: Executor,
  program: Program,
  { measuring, accumulation }: Pick<Training, 'measuring' | 'accumulation'> = {},
): void {
  for (const shape of batchShapes(batching)) {
    const batch = batchSignature(shape, batching.kind === 'packed');
    if (accumulation !== undefined) prepareAccumulation(executor, accumulation, batch);
    const several = accumulation === undefined ? {} : ACCUMULATION_SIGNATURE;
    const signature = { ...batch, ...STEP_SIGNATURE, ...several };
    executor.prepare(TRAIN, program, signature);
    if (measuring?.rowLength === shape.length) {
      executor.prepare(TRAIN_AND_MEASURE, measuring.program, signature);
    }
  }
  prepareFindNonFinite(executor);
}

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

const mean = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0) / values.length;

type Tokens = Pick<StepDone, 'sourceTokens' | 'targetTokens'>;

const tokenCount = (steps: readonly Tokens[]): number =>
  steps.reduce((total, { sourceTokens, targetTokens }) => total + sourceTokens + targetTokens, 0);

const secondsSince = (mark: number): number => (performance.now() - mark) / 1000;

/**
 * Trains from where `record` stands to the last step, or until another limit is reached or training
 * has diverged.
 */
export async function train(training: Training): Promise<TrainingOutcome> {
  const { config, executor, program, batches, observer, saveEvery } = training;
  const { measuring, translate, accumulation } = training;
  const { logEvery, evaluateEvery, stopAt } = config;
  const steps = lastStep(config.steps, stopAt);
  let record = training.record;
  const ended = alreadyEnded(config.steps, stopAt, record);
  if (ended !== undefined) return { status: 'completed', endedBy: ended, record };
  let unread: UnreadStep[] = [];
  let unreadPoints: UnreadPoint[] = [];
  let measuredBefore = record.diagnostics?.at(-1)?.step ?? 0;
  let mark = performance.now();

  for (let step = record.step + 1; ; step++) {
    const { inputs, length, ...tokens } = beginStep(executor, batches, step, accumulation);
    const measure =
      measuring !== undefined && isMeasured(measuring, measuredBefore, step, { length });
    const { loss, ...measurements } = measure
      ? executor.run(TRAIN_AND_MEASURE, measuring.program, inputs)
      : executor.run(TRAIN, program, inputs);
    if (measure) {
      unreadPoints.push({ step, since: measuredBefore, measurements });
      measuredBefore = step;
    }
    disposeTree(inputs);
    unread.push({ loss: loss as tf.Scalar, ...tokens });
    training.afterStep(step);
    observer.step(step, steps);
    // Lets signals and messages to this process through.
    await setImmediate();

    const limit = reachedLimit(config.steps, stopAt, {
      step,
      tokens: record.sourceTokens + record.targetTokens + tokenCount(unread),
      seconds: record.seconds + secondsSince(mark),
    });
    const stopNow = training.stopRequested();
    const evaluateNow = step % evaluateEvery === 0 || limit !== undefined;
    const translateNow =
      translate !== undefined && (step % translate.every === 0 || limit !== undefined);
    const logNow = step % logEvery === 0 || evaluateNow;
    const saveNow = step % saveEvery === 0 || stopNow;
    if (!logNow && !saveNow && !translateNow) continue;

    // Reading the losses waits for the device; the clock is read after it.
    const done = await readLosses(unread);
    unread = [];
    const read = await readPoints(unreadPoints);
    unreadPoints = [];
    const elapsed = secondsSince(mark);
    const judged = recordSteps(record, done, config.divergence);
    record = { ...judged.record, seconds: record.seconds + elapsed };
    const points = read.filter(
      (point) => judged.diverged === undefined || point.step < record.step,
    );
    if (points.length > 0) {
      record = { ...record, diagnostics: [...(record.diagnostics ?? []), ...points] };
      measuring?.points(points);
    }
    if (judged.diverged !== undefined) {
      return { status: 'diverged', cause: judged.diverged, record };
    }
    if (logNow) {
      const point = { step, loss: mean(record.pending) };
      record = { ...record, losses: [...record.losses, point], pending: [] };
      observer.loss({ ...point, steps, tokensPerSecond: tokenCount(done) / elapsed });
      // Not where it is saved as well: that may be at any step, and the result must not tell.
      const cause = await findNonFinite(executor);
      if (cause !== undefined) return { status: 'diverged', cause, record };
    }
    if (evaluateNow) {
      const point = { step, logPerplexity: await training.evaluate() };
      if (!Number.isFinite(point.logPerplexity))
        return { status: 'diverged', cause: 'dev', record };
      const devTimes = [...(record.devTimes ?? []), { step, seconds: record.seconds }];
      record = { ...record, dev: [...record.dev, point], devTimes };
      observer.dev(point);
    }
    if (translateNow) {
      const point = { step, bleu: await translate.score(step) };
      record = { ...record, devBleu: [...record.devBleu, point] };
      observer.devBleu?.(point);
    }
    const isBest = evaluateNow && bestPoint(record.dev)?.step === step;
    const endedBy = limit ?? (evaluateNow ? reachedTarget(stopAt, record) : undefined);
    if (saveNow || isBest || endedBy !== undefined) await training.save(record);
    if (endedBy !== undefined) return { status: 'completed', endedBy, record };
    if (stopNow) return { status: 'interrupted', record };
    mark = performance.now();
  }
}
