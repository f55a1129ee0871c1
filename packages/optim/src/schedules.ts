import * as tf from '@tensorflow/tfjs-core';

/** A step size over time: from t (a float32 scalar, counted from 1) to a scalar. */
export type Schedule = (step: tf.Scalar) => tf.Scalar;

/** The paper's peak step size: s_t at t = 10,000 of 100,000 steps. */
const PEAK = 0.01;

/** The peak lies at this part of the run, in the paper and at every scale of ours. */
const PEAK_POSITION = 0.1;

/**
 * The paper's s_t (Shazeer & Stern, 2018, Table 2), stretched to `totalSteps` = N with its peak at
 * tau = N / 10: with warm-up 0.01 min(t / tau, sqrt(tau / t)), without 0.01 min(1, sqrt(tau / t)).
 * N = 100,000 gives min(1e-6 t, 1 / sqrt(t)) and min(1e-2, 1 / sqrt(t)).
 */
export function paperSchedule(warmup: boolean, totalSteps: number): Schedule {
  const peakStep = totalSteps * PEAK_POSITION;
  return (step) => {
    const falling = tf.sqrt(tf.div(peakStep, step));
    const rising = warmup ? tf.div(step, peakStep) : 1;
    return tf.mul(tf.minimum(rising, falling), PEAK);
  };
}

/**
 * dModel^-0.5 min(t^-0.5, t warmupSteps^-1.5) (Vaswani et al., 2017, equation 3): linear warm-up,
 * then as the inverse square root of t.
 */
export function vaswaniSchedule(dModel: number, warmupSteps: number): Schedule {
  return (step) => {
    const rising = tf.mul(step, warmupSteps ** -1.5);
    return tf.mul(tf.minimum(tf.div(1, tf.sqrt(step)), rising), dModel ** -0.5);
  };
}

/** The same `value` at every step. */
export function constantSchedule(value: number): Schedule {
  return () => tf.scalar(value);
}

/**
 * value min(1, sqrt(flatSteps / t)): `value` for `flatSteps` steps, then falling as the inverse
 * square root. 0.01 and 10,000 give min(1e-2, 1 / sqrt(t)), the rho_t of Shazeer & Stern (2018),
 * Algorithm 6.
 */
export function inverseSquareRootSchedule(value: number, flatSteps: number): Schedule {
  return (step) => tf.mul(tf.minimum(1, tf.sqrt(tf.div(flatSteps, step))), value);
}

/**
 * `schedule` with a warm-up over the first `steps` steps, as a factor of min(1, t / steps)^power:
 * linear with 1, quadratic with 2, which Anil et al. (2019) prefer for SM3.
 */
export function withWarmup(schedule: Schedule, steps: number, power: 1 | 2 = 1): Schedule {
  return (step) => {
    const linear: tf.Scalar = tf.minimum(1, tf.div(step, steps));
    return tf.mul(schedule(step), power === 1 ? linear : tf.square(linear));
  };
}

/**
 * `schedule` with a cool-down over the last `steps` of `totalSteps` steps: a linear factor of 1 at
 * the first of them, 1 / steps at the last, and 0 from then on.
 */
export function withCooldown(schedule: Schedule, totalSteps: number, steps: number): Schedule {
  return (step) => {
    const left = tf.div(tf.sub(totalSteps + 1, step), steps);
    return tf.mul(schedule(step), tf.maximum(0, tf.minimum(1, left)));
  };
}

/** `schedule` with its time stretched: at t it has the value that `schedule` has at t / factor. */
export function stretchedSchedule(schedule: Schedule, factor: number): Schedule {
  return (step) => schedule(tf.div(step, factor));
}

/** `factor` times `schedule`. */
export function scaledSchedule(schedule: Schedule, factor: number): Schedule {
  return (step) => tf.mul(schedule(step), factor);
}
