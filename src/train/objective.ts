import * as tf from '@tensorflow/tfjs-core';
import type { ModelContext } from '../model/context.ts';
import type { RowPacking } from '../model/packing.ts';
import { decodeStates, encode, softmaxTable } from '../model/transformer.ts';
import { projectedCrossEntropy } from '../ops/cross-entropy.ts';

/** Sentence pairs as token ids, int32 [rows, length] each, padded at the end. */
export type BatchTensors = {
  /** Source tokens and the end-of-sentence symbol. */
  readonly source: tf.Tensor2D;
  /** The begin-of-sentence symbol and target tokens: what the decoder reads. */
  readonly targetInput: tf.Tensor2D;
  /** Target tokens and the end-of-sentence symbol: what the decoder is to say. */
  readonly targetOutput: tf.Tensor2D;
  /** Only where a row holds several sentences. */
  readonly packing?: { readonly source: RowPacking; readonly target: RowPacking };
};

/** Sums over the target tokens of a batch, both float32 scalars. */
export type Loss = {
  /** Cross-entropy in nats. */
  readonly total: tf.Scalar;
  /** How many tokens; padding does not count. */
  readonly tokens: tf.Scalar;
};

/** Cross-entropy of the model on `batch` against targets smoothed by `smoothing`. */
export function batchLoss(
  context: ModelContext,
  batch: BatchTensors,
  padId: number,
  smoothing: number,
): Loss {
  const memory = encode(context, batch.source, padId, batch.packing?.source);
  const states = decodeStates(context, batch.targetInput, memory, batch.packing?.target);
  const labels = tf.reshape(batch.targetOutput, [-1]) as tf.Tensor1D;
  const counts = tf.cast(tf.notEqual(labels, padId), 'float32');
  const losses = projectedCrossEntropy(states, softmaxTable(context), labels, smoothing);
  return { total: tf.sum(tf.mul(losses, counts)), tokens: tf.sum(counts) };
}
