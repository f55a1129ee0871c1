import type * as tf from '@tensorflow/tfjs-core';
import type { TensorTree } from 'sublinear-optim';
import type { DropoutSource } from '../ops/dropout.ts';
import type { Batch } from './batch.ts';

/** Sums over the target tokens of a batch, both float32 scalars. */
export type Loss = {
  /** Cross-entropy in nats. */
  readonly total: tf.Scalar;
  /** How many tokens; padding does not count. */
  readonly tokens: tf.Scalar;
};

/**
 * A model as training sees it: parameters by name, and what a batch costs with them. Both are pure,
 * and `loss` consists of TensorFlow.js operations alone, so that it can be traced and differentiated.
 */
export type Model = {
  /** The parameters before training; they follow from `seed`. */
  initialParameters(seed: number): TensorTree;
  /** What training minimises, labels smoothed and with the dropout masks of `source`. */
  trainingLoss(parameters: TensorTree, batch: Batch, source: DropoutSource): Loss;
  /** The negative log-likelihood of the batch, without smoothing or dropout. */
  likelihood(parameters: TensorTree, batch: Batch): Loss;
};
