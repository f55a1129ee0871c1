import * as tf from '@tensorflow/tfjs-core';

/** RMS(x) = sqrt(mean(x^2)), a scalar (Shazeer & Stern, 2018, section 6). */
export function rms(x: tf.Tensor): tf.Scalar {
  return tf.sqrt(tf.mean(tf.square(x)));
}
