import * as tf from '@tensorflow/tfjs-core';

/**
 * Begins the slot of state that holds numbers of bfloat16, as in `bfloat16/average`. TensorFlow.js has
 * no such type: it holds them in float32, and `stateSize` counts the two bytes that they take.
 */
export const BFLOAT16 = 'bfloat16' as const;

/** Splits the 24 digits of float32 after the 8 that bfloat16 has (Veltkamp, 1968; Dekker, 1971). */
const SPLITTER = 2 ** 16 + 1;

/**
 * The numbers of bfloat16 that are nearest to `x`, for any below 2^110. It needs no conversion between
 * types, which backends do not have, and is exact for as long as nothing simplifies it to `x`.
 */
export function toBfloat16(x: tf.Tensor): tf.Tensor {
  const spread = tf.mul(x, SPLITTER);
  return tf.sub(spread, tf.sub(spread, x));
}
