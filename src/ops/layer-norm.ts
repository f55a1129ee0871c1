import * as tf from '@tensorflow/tfjs-core';

/** Tensor2Tensor's layer-norm epsilon. */
export const LAYER_NORM_EPSILON = 1e-6;

/**
 * Layer normalisation over the last axis (Ba et al., 2016):
 * (x - mean) / sqrt(variance + 1e-6) * scale + offset.
 *
 * The gradient is written out: it needs a third of the operations that differentiating the
 * composition takes, which is what an eager step is made of.
 *
 * @param x [..., features]
 * @param scale [features]
 * @param offset [features]
 */
export function layerNorm(x: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor): tf.Tensor {
  const normalise = tf.customGrad((...inputs) => {
    const [input, gain, bias, save] = inputs as [tf.Tensor, tf.Tensor, tf.Tensor, tf.GradSaveFunc];
    const centred = tf.sub(input, tf.mean(input, -1, true));
    const variance = tf.mean(tf.square(centred), -1, true);
    // Not tf.rsqrt, which gives other bits on other makes of processor.
    const inverse = tf.div(1, tf.sqrt(tf.add(variance, LAYER_NORM_EPSILON)));
    const normalised = tf.mul(centred, inverse);
    save([normalised, inverse, gain]);
    const value = tf.add(tf.mul(normalised, gain), bias);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [unit, deviation, weight] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
      const features = weight.size;
      const rows = tf.reshape(dy, [-1, features]);
      const unitRows = tf.reshape(unit, [-1, features]);
      const dUnit = tf.mul(dy, weight);
      const projection = tf.mul(unit, tf.mean(tf.mul(dUnit, unit), -1, true));
      const dx = tf.mul(tf.sub(tf.sub(dUnit, tf.mean(dUnit, -1, true)), projection), deviation);
      return [dx, tf.sum(tf.mul(rows, unitRows), 0), tf.sum(rows, 0)];
    };
    return { value, gradFunc };
  });
  return normalise(x, scale, offset);
}
