import * as tf from '@tensorflow/tfjs-core';
import type { RunConfig } from '../config/run-config.ts';
import { epochBatches, sentencesPerBatch, type TokenBatch } from '../data/batches.ts';
import type { Example } from '../data/examples.ts';
import type { ControlSymbols } from '../data/vocabulary.ts';
import type { Executor, Program } from '../executor/executor.ts';
import { disposeTree, leaf } from '../tree.ts';
import { batchInputs, batchSignature, STEP_SIGNATURE } from './programs.ts';

export type LossPoint = {
  readonly step: number;
  /** Mean training objective since the last point, in nats a token. */
  readonly loss: number;
};

export type DevPoint = {
  readonly step: number;
  /** Mean negative log-likelihood of a target token of the development set, in nats. */
  readonly logPerplexity: number;
};

export type TrainingProgress = LossPoint & {
  readonly steps: number;
  /** Source and target tokens a second since the last point, padding not counted. */
  readonly tokensPerSecond: number;
};

/** Told what happens while it happens. */
export type TrainingObserver = {
  step(step: number, steps: number): void;
  loss(progress: TrainingProgress): void;
  dev(point: DevPoint): void;
};

export type TrainingCurves = {
  readonly status: 'completed' | 'diverged';
  /** Steps done; fewer than asked for only when the run diverged. */
  readonly steps: number;
  readonly losses: readonly LossPoint[];
  readonly dev: readonly DevPoint[];
  readonly sourceTokens: number;
  readonly targetTokens: number;
  /** Wall time of the training steps, evaluation not counted. */
  readonly seconds: number;
};

const TRAIN = 'train';

/** Announces that `train` will be called with these arguments; see `Executor.prepare`. */
export function prepareTraining(
  { data: { batching } }: RunConfig,
  executor: Executor,
  program: Program,
): void {
  for (const length of batching.lengths) {
    const sentences = sentencesPerBatch(batching.tokens, length);
    const signature = { ...batchSignature({ sentences, length }), ...STEP_SIGNATURE };
    executor.prepare(TRAIN, program, signature);
  }
}

/** Training batches without end: one epoch after the other. */
function* endlessBatches(
  examples: readonly Example[],
  config: RunConfig,
  symbols: ControlSymbols,
): Generator<TokenBatch, never> {
  for (let epoch = 0; ; epoch++) {
    yield* epochBatches(examples, config.data.batching, symbols, config.training.seed, epoch);
  }
}

/** The mean of scalars that the device may still be computing; frees them. */
async function meanAndDispose(scalars: tf.Scalar[]): Promise<number> {
  const mean = tf.tidy(() => tf.mean(tf.stack(scalars)));
  const [value] = await mean.data();
  for (const scalar of [mean, ...scalars]) scalar.dispose();
  return value!;
}

/**
 * Trains for `config.training.steps` steps, or until the loss is no longer a finite number.
 *
 * @param program one training step; see `trainingProgram`
 * @param examples what to train on, none too long for a batch, at least one
 * @param evaluate log-perplexity on the development set
 */
export async function train(
  config: RunConfig,
  executor: Executor,
  program: Program,
  examples: readonly Example[],
  symbols: ControlSymbols,
  evaluate: () => Promise<number>,
  observer: TrainingObserver,
): Promise<TrainingCurves> {
  const { steps, logEvery, evaluateEvery } = config.training;
  const batches = endlessBatches(examples, config, symbols);
  const losses: LossPoint[] = [];
  const dev: DevPoint[] = [];
  const tokens = { source: 0, target: 0 };
  let seconds = 0;
  let pending: tf.Scalar[] = [];
  let mark = { time: performance.now(), tokens: 0 };
  const curves = (status: TrainingCurves['status'], done: number): TrainingCurves => ({
    status,
    steps: done,
    losses,
    dev,
    sourceTokens: tokens.source,
    targetTokens: tokens.target,
    seconds,
  });
  for (let step = 1; step <= steps; step++) {
    const batch = batches.next().value;
    const inputs = { ...batchInputs(batch), step: tf.scalar(step, 'int32') };
    pending.push(leaf(executor.run(TRAIN, program, inputs), 'loss') as tf.Scalar);
    disposeTree(inputs);
    tokens.source += batch.sourceTokens;
    tokens.target += batch.targetTokens;
    observer.step(step, steps);
    const evaluateNow = step % evaluateEvery === 0 || step === steps;
    if (step % logEvery !== 0 && !evaluateNow) continue;

    // Reading the losses waits for the device; the clock is read after it.
    const loss = await meanAndDispose(pending);
    pending = [];
    const now = performance.now();
    const elapsed = (now - mark.time) / 1000;
    const total = tokens.source + tokens.target;
    seconds += elapsed;
    if (!Number.isFinite(loss)) return curves('diverged', step);
    losses.push({ step, loss });
    observer.loss({ step, steps, loss, tokensPerSecond: (total - mark.tokens) / elapsed });
    if (evaluateNow) {
      const point = { step, logPerplexity: await evaluate() };
      dev.push(point);
      observer.dev(point);
    }
    mark = { time: performance.now(), tokens: total };
  }
  return curves('completed', steps);
}
