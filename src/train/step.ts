import * as tf from '@tensorflow/tfjs-core';
import {
  applyUpdates,
  type GradientTransform,
  leaf,
  mapTree,
  type TensorTree,
  type UpdateObserver,
} from 'sublinear-optim';
import type { Batch } from '../model/batch.ts';
import type { Loss, Model } from '../model/model.ts';

export type StepInput = {
  readonly parameters: TensorTree;
  readonly optimizerState: TensorTree;
  readonly batch: Batch;
  /** t, counted from 1, an int32 scalar. */
  readonly step: tf.Scalar;
  /** Told what the optimiser's links measure. */
  readonly observer?: UpdateObserver | undefined;
  /** Only where a step has several batches, of which `batch` is the last. */
  readonly earlier?: EarlierBatches | undefined;
};

/** What is known of the batches of a step when its last one comes; see `accumulation.ts`. */
export type EarlierBatches = {
  /** Gradients of `total`. */
  readonly gradients: TensorTree;
  /** The cross-entropy of their target tokens, in nats, a float32 scalar. */
  readonly total: tf.Scalar;
  /** Target tokens of all batches of the step, the last one's too, a float32 scalar. */
  readonly tokens: tf.Scalar;
  /** Of the last batch, counted from 1 at the start of training, an int32 scalar. */
  readonly batchNumber: tf.Scalar;
};

export type StepOutput = {
  readonly parameters: TensorTree;
  readonly optimizerState: TensorTree;
  /** The training objective before the step: smoothed cross-entropy in nats per target token. */
  readonly loss: tf.Scalar;
  readonly gradients: TensorTree;
  /** What was subtracted from the parameters. */
  readonly updates: TensorTree;
};

/**
 * A training step: everything it computes follows from its input, by TensorFlow.js operations
 * alone, with nothing read back and no random number from outside. The same function can
 * therefore run on any backend, or be traced into a graph.
 */
export type TrainingStep = (input: StepInput) => StepOutput;

/** What the gradients of a batch depend on beside parameters and batch. */
export type GradientOptions = {
  readonly model: Model;
  /** Seed of the dropout masks. */
  readonly seed: number;
};

export type TrainingStepOptions = GradientOptions & { readonly optimizer: GradientTransform };

/** What of a batch is differentiated, and how. */
export type BatchObjective = {
  readonly parameters: TensorTree;
  readonly batch: Batch;
  /** With the seed and the place, what its dropout masks depend on: another one for each batch. */
  readonly draw: tf.Scalar;
  /** What the gradients are of. */
  objective(loss: Loss): tf.Scalar;
};

/** The value of a batch's objective, and its gradients. */
export function differentiate(
  { model, seed }: GradientOptions,
  { parameters, batch, draw, objective }: BatchObjective,
): { readonly value: tf.Scalar; readonly gradients: TensorTree } {
  const names = Object.keys(parameters);
  const ofValues = (...values: tf.Tensor[]): tf.Scalar => {
    const named = Object.fromEntries(names.map((name, i) => [name, values[i]!]));
    return objective(model.trainingLoss(named, batch, { seed, step: draw }));
  };
  const { value, grads } = tf.valueAndGrads(ofValues)(Object.values(parameters));
  const gradients = Object.fromEntries(names.map((name, i) => [name, grads[i]!]));
  return { value: value as tf.Scalar, gradients };
}

/** The mean loss of the target tokens of all batches of a step, and its gradients. */
function meanLoss(
  options: GradientOptions,
  { parameters, batch, step, earlier }: StepInput,
): { readonly loss: tf.Scalar; readonly gradients: TensorTree } {
  if (earlier === undefined) {
    const objective = ({ total, tokens }: Loss): tf.Scalar => tf.div(total, tokens);
    const { value, gradients } = differentiate(options, {
      parameters,
      batch,
      draw: step,
      objective,
    });
    return { loss: value, gradients };
  }
  const { tokens, batchNumber: draw } = earlier;
  const last = differentiate(options, { parameters, batch, draw, objective: ({ total }) => total });
  return {
    loss: tf.div(tf.add(earlier.total, last.value), tokens),
    gradients: mapTree(last.gradients, (gradient, name) =>
      tf.div(tf.add(leaf(earlier.gradients, name), gradient), tokens),
    ),
  };
}

/** The step that trains `model` with `optimizer`: loss, gradients, updates. */
export function createTrainingStep(options: TrainingStepOptions): TrainingStep {
  return (input) => {
    const { parameters, optimizerState, step, observer } = input;
    const { loss, gradients } = meanLoss(options, input);
    const { updates, state } = options.optimizer.update(gradients, optimizerState, {
      parameters,
      step: tf.cast(step, 'float32'),
      observer,
    });
    return {
      parameters: applyUpdates(parameters, updates),
      optimizerState: state,
      loss,
      gradients,
      updates,
    };
  };
}
