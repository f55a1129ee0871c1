import * as tf from '@tensorflow/tfjs-core';

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
