import * as tf from '@tensorflow/tfjs-core';
import { average, uncorrected } from '../decay.ts';
import { DECAY_RATE, POSITIVE } from '../kinds.ts';
import { link } from '../link.ts';
import { perTensor, slotsOfItsShape } from '../transform.ts';

/**
 * The gradient divided by its running standard deviation, g / (sqrt(v - m^2) + epsilon), where v and
 * m are exponential averages of g^2 and g: centred RMSProp (Graves, 2013, equations 38 to 41, with
 * epsilon outside the root).
 *
 * What is kept is the variance itself, by the exact recurrence
 * beta2 (variance + (1 - beta2) (g - m)^2): the difference v - m^2 loses its digits in float32, and
 * its root is no number once rounding makes it negative.
 */
export const scaleByStandardDeviation = /* @__PURE__ */ link(
  'scaleByStandardDeviation',
  {
    /** Decay of the mean and of the variance, neither of them bias-corrected. */
    beta2: DECAY_RATE,
    /** Added to the standard deviation. */
    epsilon: POSITIVE,
  },
  ({ beta2, epsilon }) =>
    perTensor({
      slots: slotsOfItsShape('mean', 'variance'),
      shared: () => uncorrected(beta2),
      update: (gradient, slots, weights, { name, context }) => {
        const squared = tf.square(tf.sub(gradient, slots.mean!));
        const grown = tf.add(slots.variance!, tf.mul(squared, weights.fresh));
        const variance = tf.mul(grown, weights.old);
        const mean = average(slots.mean!, gradient, weights);
        const update = tf.div(gradient, tf.add(tf.sqrt(variance), epsilon));
        context.observer?.unscaled(name, update);
        return { update, slots: { mean, variance } };
      },
    }),
);
