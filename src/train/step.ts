import * as tf from '@tensorflow/tfjs-core';
import type { ModelConfig } from '../model/config.ts';
import { applyUpdates, type GradientTransform } from '../optim/transform.ts';
import type { UpdateObserver } from '../optim/update-observer.ts';
import type { TensorTree } from '../tree.ts';
import { type BatchTensors, batchLoss } from './objective.ts';

export type StepInput = {
  readonly parameters: TensorTree;
  readonly optimizerState: TensorTree;
  readonly batch: BatchTensors;
  /** t, counted from 1, an int32 scalar. */
  readonly step: tf.Scalar;
  /** Told what the optimiser's links measure. */
  readonly observer?: UpdateObserver | undefined;
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

export type TrainingStepOptions = {
  readonly model: ModelConfig;
  readonly optimizer: GradientTransform;
  readonly padId: number;
  /** Seed of the dropout masks. */
  readonly seed: number;
};

/** The step that trains `model` with `optimizer`: loss, gradients, updates. */
export function createTrainingStep(options: TrainingStepOptions): TrainingStep {
  const { model, optimizer, padId, seed } = options;
  return ({ parameters, optimizerState, batch, step, observer }) => {
    const names = Object.keys(parameters);
    const objective = (...values: tf.Tensor[]): tf.Scalar => {
      const named = Object.fromEntries(names.map((name, i) => [name, values[i]!]));
      const context = { config: model, parameters: named, dropoutSource: { seed, step } };
      const { total, tokens } = batchLoss(context, batch, padId, model.labelSmoothing);
      return tf.div(total, tokens);
    };
    const { value, grads } = tf.valueAndGrads(objective)(Object.values(parameters));
    const gradients = Object.fromEntries(names.map((name, i) => [name, grads[i]!]));
    const { updates, state } = optimizer.update(gradients, optimizerState, {
      parameters,
      step: tf.cast(step, 'float32'),
      observer,
    });
    return {
      parameters: applyUpdates(parameters, updates),
      optimizerState: state,
      loss: value as tf.Scalar,
      gradients,
      updates,
    };
  };
}
