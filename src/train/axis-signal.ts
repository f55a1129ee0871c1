import * as tf from '@tensorflow/tfjs-core';

/**
 * How well means along `axis` stand for a second moment V: the mean, over all that lies across the
 * axis, of E[V]^2 / Var[V] along it (Kalra et al., 2025, "When can you get away with low memory Adam?",
 * equation 3). Above 1 the mean says more than it hides. Along the last axis it judges the means of
 * rows, and along the one before it those of columns. What is constant along the axis has no noise, and
 * does not count, as in the authors' code; NaN where nothing counts.
 *
 * @param moment of two axes or more, not negative
 */
export function signalToNoise(moment: tf.Tensor, axis: -1 | -2): tf.Scalar {
  const mean = tf.mean(moment, axis, true);
  const hasSignal = tf.greater(mean, 0);
  // Relative to the mean, as squares of second moments leave the range of float32.
  const relative = tf.div(moment, tf.where(hasSignal, mean, tf.onesLike(mean)));
  const variance = tf.mean(tf.square(tf.sub(relative, 1)), axis, true);
  const counts = tf.logicalAnd(hasSignal, tf.greater(variance, 0));
  const ones = tf.onesLike(variance);
  const ratios = tf.where(counts, tf.div(1, tf.where(counts, variance, ones)), tf.zerosLike(ones));
  return tf.div(tf.sum(ratios), tf.sum(tf.cast(counts, 'float32'))) as tf.Scalar;
}
