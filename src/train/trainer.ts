import { setImmediate } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs-core';
import type { RunConfig } from '../config/run-config.ts';
import type { BatchSource } from '../data/batch-source.ts';
import { type BatchingConfig, sentencesPerBatch } from '../data/batches.ts';
import type { Executor, Program } from '../executor/executor.ts';
import { disposeTree, leaf } from '../tree.ts';
import { batchInputs, batchSignature, STEP_SIGNATURE } from './programs.ts';
import { bestPoint, type DevPoint, type LossPoint, type TrainingRecord } from './record.ts';

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
  /** Keeps the state and `record`, from which `train` can go on. */
  save(record: TrainingRecord): Promise<void>;
  /** Steps between two calls of `save`; there is one at the end and at each new best, too. */
  readonly saveEvery: number;
  /** Asked after each step: whether to save and stop here. */
  stopRequested(): boolean;
  readonly observer: TrainingObserver;
};

export type TrainingOutcome = {
  /**
   * `completed`: all steps are done. `diverged`: the loss of the step `divergedAt` is no finite
   * number, or the log-perplexity after it. `interrupted`: a stop was requested.
   */
  readonly status: 'completed' | 'diverged' | 'interrupted';
  readonly divergedAt?: number;
  readonly record: TrainingRecord;
};

const TRAIN = 'train';

/** Announces that `train` will be called with these arguments; see `Executor.prepare`. */
export function prepareTraining(
  batching: BatchingConfig,
  executor: Executor,
  program: Program,
): void {
  for (const length of batching.lengths) {
    const sentences = sentencesPerBatch(batching.tokens, length);
    const signature = { ...batchSignature({ sentences, length }), ...STEP_SIGNATURE };
    executor.prepare(TRAIN, program, signature);
  }
}

/** The values of scalars that the device may still be computing; frees them. */
async function readAndDispose(scalars: readonly tf.Scalar[]): Promise<number[]> {
  if (scalars.length === 0) return [];
  const stacked = tf.stack([...scalars]);
  const values = await stacked.data();
  tf.dispose([stacked, ...scalars]);
  return [...values];
}

const mean = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0) / values.length;

/** Trains from where `record` stands to the last step, or until the loss is no finite number. */
export async function train(training: Training): Promise<TrainingOutcome> {
  const { config, executor, program, batches, observer, saveEvery } = training;
  const { steps, logEvery, evaluateEvery } = config;
  let record = training.record;
  /** Losses that have not been read yet. */
  let unread: tf.Scalar[] = [];
  const tokens = { source: 0, target: 0 };
  let mark = performance.now();

  for (let step = record.step + 1; step <= steps; step++) {
    const batch = batches.batch(step - 1);
    const inputs = { ...batchInputs(batch), step: tf.scalar(step, 'int32') };
    unread.push(leaf(executor.run(TRAIN, program, inputs), 'loss') as tf.Scalar);
    disposeTree(inputs);
    training.afterStep(step);
    tokens.source += batch.sourceTokens;
    tokens.target += batch.targetTokens;
    observer.step(step, steps);
    // Lets signals and messages to this process through.
    await setImmediate();

    const stopNow = training.stopRequested();
    const evaluateNow = step % evaluateEvery === 0 || step === steps;
    const logNow = step % logEvery === 0 || evaluateNow;
    const saveNow = step % saveEvery === 0 || step === steps || stopNow;
    if (!logNow && !saveNow) continue;

    // Reading the losses waits for the device; the clock is read after it.
    const pending = [...record.pending, ...(await readAndDispose(unread))];
    unread = [];
    const elapsed = (performance.now() - mark) / 1000;
    record = {
      ...record,
      step,
      pending,
      sourceTokens: record.sourceTokens + tokens.source,
      targetTokens: record.targetTokens + tokens.target,
      seconds: record.seconds + elapsed,
    };
    const tokensPerSecond = (tokens.source + tokens.target) / elapsed;
    tokens.source = 0;
    tokens.target = 0;
    const notFinite = pending.findIndex((loss) => !Number.isFinite(loss));
    if (notFinite >= 0) {
      const divergedAt = step - pending.length + notFinite + 1;
      return {
        status: 'diverged',
        divergedAt,
        record: { ...record, pending: pending.slice(0, notFinite) },
      };
    }
    if (logNow) {
      const point = { step, loss: mean(pending) };
      record = { ...record, losses: [...record.losses, point], pending: [] };
      observer.loss({ ...point, steps, tokensPerSecond });
    }
    if (evaluateNow) {
      const point = { step, logPerplexity: await training.evaluate() };
      if (!Number.isFinite(point.logPerplexity)) {
        return { status: 'diverged', divergedAt: step, record };
      }
      record = { ...record, dev: [...record.dev, point] };
      observer.dev(point);
    }
    const isBest = evaluateNow && bestPoint(record.dev)?.step === step;
    if (saveNow || isBest) await training.save(record);
    if (stopNow && step < steps) return { status: 'interrupted', record };
    mark = performance.now();
  }
  return { status: 'completed', record };
}
