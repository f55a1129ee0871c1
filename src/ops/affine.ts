import * as tf from '@tensorflow/tfjs-core';

const KERNEL = 'Affine';

/**
 * x kernel + bias. In a graph these are two nodes of which TensorFlow makes one operation, together
 * with a ReLU behind them. Of a product and an addition it would not, where it cannot know the shape
 * of the bias before it is fed. For forward passes alone: it has no gradient.
 *
 * @param x [rows, inputs]
 * @param kernel [inputs, outputs]
 * @param bias [outputs]
 */
export function affine(x: tf.Tensor, kernel: tf.Tensor, bias: tf.Tensor): tf.Tensor {
  if (tf.getKernel(KERNEL, tf.getBackend()) === undefined)
    return tf.add(tf.matMul(x, kernel), bias);
  return tf.engine().runKernel(KERNEL, { x, kernel, bias });
}
