import * as tf from '@tensorflow/tfjs-core';
import { average, uncorrected } from './decay.ts';
import { type GradientTransform, statePerParameter } from './transform.ts';
import { leaf } from './tree.ts';

export type StandardDeviationOptions = {
  /** Decay of the mean and of the variance, neither of them bias-corrected. */
  readonly beta2: number;
  /** Added to the standard deviation. */
  readonly epsilon: number;
};

/**
 * The gradient divided by its running standard deviation, g / (sqrt(v - m^2) + epsilon), where v and
 * m are exponential averages of g^2 and g: centred RMSProp (Graves, 2013, equations 38 to 41, with
 * epsilon outside the root).
 *
 * What is kept is the variance itself, by the exact recurrence
 * beta2 (variance + (1 - beta2) (g - m)^2): the difference v - m^2 loses its digits in float32, and
 * its root is no number once rounding makes it negative.
 */
export function scaleByStandardDeviation(options: StandardDeviationOptions): GradientTransform {
  const { beta2, epsilon } = options;
  return {
    stateShapes: statePerParameter('mean', 'variance'),
    update: (gradients, state, { observer }) => {
      const weights = uncorrected(beta2);
      const updates: Record<string, tf.Tensor> = {};
      const next: Record<string, tf.Tensor> = {};
      for (const [name, gradient] of Object.entries(gradients)) {
        const mean = leaf(state, `mean/${name}`);
        const squared = tf.square(tf.sub(gradient, mean));
        const grown = tf.add(leaf(state, `variance/${name}`), tf.mul(squared, weights.fresh));
        const variance = tf.mul(grown, weights.old);
        next[`mean/${name}`] = average(mean, gradient, weights);
        next[`variance/${name}`] = variance;
        const update = tf.div(gradient, tf.add(tf.sqrt(variance), epsilon));
        observer?.unscaled(name, update);
        updates[name] = update;
      }
      return { updates, state: next };
    },
  };
}
