import * as tf from '@tensorflow/tfjs-core';

/** A step size over time: from t (a float32 scalar, counted from 1) to a scalar. */
export type Schedule = (step: tf.Scalar) => tf.Scalar;

/** A schedule as a configuration names it. */
export type ScheduleConfig = { readonly name: 'paper'; readonly warmup: boolean };

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

/** The schedule that `config` names, for a run of `totalSteps`, times `multiplier`. */
export function buildSchedule(
  { warmup }: ScheduleConfig,
  totalSteps: number,
  multiplier: number,
): Schedule {
  const schedule = paperSchedule(warmup, totalSteps);
  return (step) => tf.mul(schedule(step), multiplier);
}
