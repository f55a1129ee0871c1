import * as tf from '@tensorflow/tfjs-core';
import { dropout } from '../ops/dropout.ts';
import { leaf } from '../tree.ts';
import type { ModelContext } from './context.ts';
import { normAfter, normBefore } from './norm.ts';

/** Added to the score of a position that must not be seen. */
const HIDDEN = -1e9;

/** What attention looks up: [batch, heads, positions, dModel / heads] each. */
export type KeysValues = { readonly keys: tf.Tensor; readonly values: tf.Tensor };

/** Hides padding: HIDDEN where `ids` is `padId`, else 0; [batch, 1, 1, length]. */
export function paddingMask(ids: tf.Tensor2D, padId: number): tf.Tensor {
  const [batch, length] = ids.shape;
  const isPad = tf.cast(tf.equal(ids, padId), 'float32');
  return tf.reshape(tf.mul(isPad, HIDDEN), [batch, 1, 1, length]);
}

/** Hides the future: HIDDEN above the diagonal, else 0; [1, 1, length, length]. */
export function causalMask(length: number): tf.Tensor {
  const values = new Float32Array(length * length);
  for (let query = 0; query < length; query++) {
    values.fill(HIDDEN, query * length + query + 1, (query + 1) * length);
  }
  return tf.tensor4d(values, [1, 1, length, length]);
}

/**
 * Hides the positions after `position`, an int32 scalar: one row of the causal mask,
 * [1, 1, 1, positions].
 */
export function futureMask(position: tf.Scalar, positions: number): tf.Tensor {
  const isAfter = tf.greater(tf.range(0, positions, 1, 'int32'), position);
  return tf.reshape(tf.mul(tf.cast(isAfter, 'float32'), HIDDEN), [1, 1, 1, positions]);
}

/** [batch * length, dModel] -> [batch, heads, length, dModel / heads]. */
function splitHeads(x: tf.Tensor, batch: number, heads: number): tf.Tensor {
  const [rows, dModel] = x.shape as [number, number];
  return tf.transpose(tf.reshape(x, [batch, rows / batch, heads, dModel / heads]), [0, 2, 1, 3]);
}

/** [batch, heads, length, dModel / heads] -> [batch * length, dModel]. */
function mergeHeads(x: tf.Tensor): tf.Tensor {
  const [batch, heads, length, size] = x.shape as [number, number, number, number];
  return tf.reshape(tf.transpose(x, [0, 2, 1, 3]), [batch * length, heads * size]);
}

/** Keys and values of the attention called `prefix` for x [batch * length, dModel]. */
export function projectKeysValues(
  { config, parameters }: ModelContext,
  prefix: string,
  x: tf.Tensor,
  batch: number,
): KeysValues {
  const project = (name: string) =>
    splitHeads(tf.matMul(x, leaf(parameters, `${prefix}/${name}`)), batch, config.heads);
  return { keys: project('key'), values: project('value') };
}

/**
 * One attention sub-layer with its residual connection, pre-norm or post-norm:
 * x + dropout(output(softmax(q k^T / sqrt(d) + mask) v)), q from the normalised x, or from x itself
 * (Vaswani et al., 2017, section 3.2, in Tensor2Tensor's order).
 *
 * @param x [batch * length, dModel]
 * @param lookUp the keys and values, given the normalised x
 * @param mask added to the scores [batch, heads, length, positions]
 */
export function attentionSublayer(
  context: ModelContext,
  prefix: string,
  x: tf.Tensor,
  batch: number,
  mask: tf.Tensor,
  lookUp: (normalised: tf.Tensor) => KeysValues,
): tf.Tensor {
  const { config, parameters, dropoutSource } = context;
  const parameter = (name: string) => leaf(parameters, `${prefix}/${name}`);
  const normalised = normBefore(context, prefix, x);
  const { keys, values } = lookUp(normalised);
  const scale = Math.sqrt(config.heads / config.dModel);
  const query = tf.mul(tf.matMul(normalised, parameter('query')), scale);
  const scores = tf.matMul(splitHeads(query, batch, config.heads), keys, false, true);
  const weights = dropout(
    tf.softmax(tf.add(scores, mask)),
    config.dropout.attention,
    `${prefix}/weights`,
    dropoutSource,
  );
  const output = tf.matMul(mergeHeads(tf.matMul(weights, values)), parameter('output'));
  const kept = dropout(output, config.dropout.residual, prefix, dropoutSource);
  return normAfter(context, prefix, tf.add(x, kept));
}
