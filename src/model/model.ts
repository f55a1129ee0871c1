import * as tf from '@tensorflow/tfjs-core';
import type { TensorTree } from 'sublinear-optim';
import { projectedCrossEntropy } from '../ops/cross-entropy.ts';
import type { DropoutSource } from '../ops/dropout.ts';
import type { Batch } from './batch.ts';
import type { ModelConfig } from './config.ts';
import type { ModelContext } from './norm.ts';
import { initialParameters } from './parameters.ts';
import { decodeStates, encode, softmaxTable } from './transformer.ts';

/** Sums over the target tokens of a batch, both float32 scalars. */
export type Loss = {
  /** Cross-entropy in nats. */
  readonly total: tf.Scalar;
  /** How many tokens; padding does not count. */
  readonly tokens: tf.Scalar;
};

/**
 * A model as training sees it: parameters by name, and the loss of a batch with them. All are pure, and
 * losses consist of TensorFlow.js operations alone, so that they can be traced and differentiated.
 */
export type Model = {
  /** The parameters before training; they follow from `seed`. */
  initialParameters(seed: number): TensorTree;
  /** What training minimises, labels smoothed and with the dropout masks of `source`. */
  trainingLoss(parameters: TensorTree, batch: Batch, source: DropoutSource): Loss;
  /** The negative log-likelihood of the batch, without smoothing or dropout. */
  likelihood(parameters: TensorTree, batch: Batch): Loss;
};

/**
 * Cross-entropy of the scores of `states` against `labels` smoothed by `smoothing`.
 *
 * @param states [rows * length, dModel]
 * @param table what scores the vocabulary, [vocabulary, dModel]
 * @param labels int32 [rows, length]; `padId` costs nothing
 */
export function labelLoss(
  states: tf.Tensor2D,
  table: tf.Tensor2D,
  labels: tf.Tensor2D,
  padId: number,
  smoothing: number,
): Loss {
  const flat = tf.reshape(labels, [-1]) as tf.Tensor1D;
  const counts = tf.cast(tf.notEqual(flat, padId), 'float32');
  const losses = projectedCrossEntropy(states, table, flat, smoothing);
  return { total: tf.sum(tf.mul(losses, counts)), tokens: tf.sum(counts) };
}

/** Cross-entropy of the Transformer on `batch` against targets smoothed by `smoothing`. */
export function batchLoss(
  context: ModelContext,
  batch: Batch,
  padId: number,
  smoothing: number,
): Loss {
  const memory = encode(context, batch.source, padId, batch.packing?.source);
  const states = decodeStates(context, batch.targetInput, memory, batch.packing?.target);
  return labelLoss(states, softmaxTable(context), batch.targetOutput, padId, smoothing);
}

/** The Transformer of `config`, translating from and to this vocabulary. */
export function translationModel(
  config: ModelConfig,
  { size, padId }: { readonly size: number; readonly padId: number },
): Model {
  return {
    initialParameters: (seed) => initialParameters(config, size, seed),
    trainingLoss: (parameters, batch, dropoutSource) =>
      batchLoss({ config, parameters, dropoutSource }, batch, padId, config.labelSmoothing),
    likelihood: (parameters, batch) => batchLoss({ config, parameters }, batch, padId, 0),
  };
}
