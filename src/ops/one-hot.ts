import * as tf from '@tensorflow/tfjs-core';

/**
 * `on` at each index and `off` elsewhere, float32.
 *
 * @param indices int32, any shape
 * @returns [...indices.shape, depth]
 */
export function oneHot(indices: tf.Tensor, depth: number, on = 1, off = 0): tf.Tensor {
  // On WASM, TensorFlow.js 4.22 fills a float32 one-hot with the bits of integers; nowhere does it
  // take a depth of 1.
  if (tf.getBackend() !== 'wasm' && depth > 1) return tf.oneHot(indices, depth, on, off, 'float32');
  const classes = tf.range(0, depth, 1, 'int32');
  const isOn = tf.cast(tf.equal(tf.expandDims(indices, -1), classes), 'float32');
  return tf.add(tf.mul(isOn, on - off), off);
}
