import * as tf from '@tensorflow/tfjs-core';

/**
 * How fast a second-moment average forgets: a constant `beta2` with bias correction, or the
 * schedule 1 - t^-`power` (Shazeer & Stern, 2018, section 7.2), which needs none.
 */
export type Decay = { readonly beta2: number } | { readonly power: number };

/** Weights of the old average and of the new value at one step; they add up to 1. */
export type DecayWeights = { readonly old: tf.Scalar; readonly fresh: tf.Scalar };

/**
 * Exponential averaging whose weights at step t contain the bias correction
 * (Shazeer & Stern, 2018, Algorithm 3): old = beta (1 - beta^(t-1)) / (1 - beta^t).
 * `expm1` keeps 1 - beta^t exact in float32, where beta^t is near 1.
 */
export function biasCorrected(beta: number, step: tf.Scalar): DecayWeights {
  const logBeta = Math.log(beta);
  const power = tf.expm1(tf.mul(step, logBeta));
  const powerBefore = tf.expm1(tf.mul(tf.sub(step, 1), logBeta));
  return {
    old: tf.mul(tf.div(powerBefore, power), beta),
    fresh: tf.div(tf.scalar(beta - 1), power),
  };
}

/** The weights of `decay` at step t, counted from 1; at t = 1 the old average has none. */
export function decayWeights(decay: Decay, step: tf.Scalar): DecayWeights {
  if ('beta2' in decay) return biasCorrected(decay.beta2, step);
  const fresh = tf.pow(step, -decay.power) as tf.Scalar;
  return { old: tf.sub(1, fresh), fresh };
}

/** old * `average` + fresh * `value`. */
export function average(average: tf.Tensor, value: tf.Tensor, weights: DecayWeights): tf.Tensor {
  return tf.add(tf.mul(average, weights.old), tf.mul(value, weights.fresh));
}
