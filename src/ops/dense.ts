import * as tf from '@tensorflow/tfjs-core';
import { runKernel } from './kernels.ts';

/**
 * x kernel + bias, for forward passes alone: it has no gradient. In a graph these are two nodes that
 * TensorFlow joins into one operation, with a ReLU behind them. It does not join a product and an
 * addition where it cannot know the shape of the bias before that is fed.
 *
 * @param x [rows, inputs]
 * @param kernel [inputs, outputs]
 * @param bias [outputs]
 */
export function affine(x: tf.Tensor, kernel: tf.Tensor, bias: tf.Tensor): tf.Tensor {
  return runKernel('Affine', { x, kernel, bias }) ?? tf.add(tf.matMul(x, kernel), bias);
}

/**
 * max(x, 0). TensorFlow.js's own gradient steps through five operations over x to treat NaN apart;
 * this one takes two, and a NaN still makes the loss NaN.
 */
export function relu(x: tf.Tensor): tf.Tensor {
  const rectify = tf.customGrad((...inputs) => {
    const [input, save] = inputs as [tf.Tensor, tf.GradSaveFunc];
    const value = tf.relu(input);
    save([value]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) =>
      tf.mul(dy, tf.cast(tf.greater(saved[0]!, 0), 'float32'));
    return { value, gradFunc };
  });
  return rectify(x);
}
