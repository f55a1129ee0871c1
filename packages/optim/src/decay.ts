import * as tf from '@tensorflow/tfjs-core';
import { BOOLEAN, DECAY_RATE, either, type Kind, number, optional, record } from './kinds.ts';

/**
 * How fast a second-moment average forgets: a constant `beta2`, with bias correction unless that is
 * turned off, or the schedule 1 - t^-`power` (Shazeer & Stern, 2018, section 7.2), which needs none.
 * With `cap` it rises no further than that (Zhai et al., 2022, section 3.4).
 */
export type Decay =
  | { readonly beta2: number; readonly biasCorrection?: boolean | undefined }
  | { readonly power: number; readonly cap?: number | undefined };

const BETA2 = /* @__PURE__ */ record({
  beta2: DECAY_RATE,
  biasCorrection: /* @__PURE__ */ optional(BOOLEAN),
});

const POWER = /* @__PURE__ */ record({
  power: /* @__PURE__ */ number({ above: 0, upTo: 1 }),
  cap: /* @__PURE__ */ optional(DECAY_RATE),
});

export const DECAY: Kind<Decay> = /* @__PURE__ */ either<Decay>(BETA2, POWER);

/** Weights of the old average and of the new value at one step. */
export type DecayWeights = { readonly old: tf.Scalar; readonly fresh: tf.Scalar };

/** The weights beta and 1 - beta at every step: an average that starts out too near to zero. */
export function uncorrected(beta: number): DecayWeights {
  return { old: tf.scalar(beta), fresh: tf.scalar(1 - beta) };
}

/**
 * Exponential averaging whose weights at step t contain the bias correction
 * (Shazeer & Stern, 2018, Algorithm 3): old = beta (1 - beta^(t-1)) / (1 - beta^t). They add up
 * to 1, and at t = 1 the old average has none. `expm1` keeps 1 - beta^t exact in float32, where
 * beta^t is near 1.
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

/** The weights of `decay` at step t, counted from 1; they add up to 1. */
export function decayWeights(decay: Decay, step: tf.Scalar): DecayWeights {
  if ('beta2' in decay) {
    const { beta2, biasCorrection = true } = decay;
    return biasCorrection ? biasCorrected(beta2, step) : uncorrected(beta2);
  }
  const { power, cap } = decay;
  const unbounded = tf.pow(step, -power) as tf.Scalar;
  const fresh: tf.Scalar = cap === undefined ? unbounded : tf.maximum(unbounded, 1 - cap);
  return { old: tf.sub(1, fresh), fresh };
}

/** The weights of Adam's two averages at step t; with a `beta1` of 0 it has the second alone. */
export function adamWeights(
  { beta1, beta2 }: { readonly beta1: number; readonly beta2: number },
  step: tf.Scalar,
): { readonly first?: DecayWeights | undefined; readonly second: DecayWeights } {
  return {
    first: beta1 > 0 ? biasCorrected(beta1, step) : undefined,
    second: biasCorrected(beta2, step),
  };
}

/** old * `average` + fresh * `value`. */
export function average(average: tf.Tensor, value: tf.Tensor, weights: DecayWeights): tf.Tensor {
  return tf.add(tf.mul(average, weights.old), tf.mul(value, weights.fresh));
}
