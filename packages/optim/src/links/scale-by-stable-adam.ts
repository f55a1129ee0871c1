import * as tf from '@tensorflow/tfjs-core';
import { adamWeights, average } from '../decay.ts';
import { DECAY_RATE, MOMENTUM_RATE, NOT_NEGATIVE, POSITIVE } from '../kinds.ts';
import { link } from '../link.ts';
import { rms } from '../rms.ts';
import { perTensor, slotsOfItsShape } from '../transform.ts';
import { leaf } from '../tree.ts';

/**
 * Adam's direction and decoupled weight decay, both divided by max(1, RMS(g / max(sqrt(v), epsilon)))
 * of their tensor: Adafactor's update clipping, judged by the gradient and not by the first moment, so
 * that it acts at the step at which the second moment is out of date (Wortsman et al., 2023, "Stable
 * and low-precision training for large-scale vision-language models", Algorithm 2).
 */
export const scaleByStableAdam = /* @__PURE__ */ link(
  'scaleByStableAdam',
  {
    beta1: MOMENTUM_RATE,
    beta2: DECAY_RATE,
    /** Added to the root of the second moment, and the least root where the gradient's size is judged. */
    epsilon: POSITIVE,
    /** Part of each parameter that is added to its update. */
    weightDecay: NOT_NEGATIVE,
  },
  ({ beta1, beta2, epsilon, weightDecay }) =>
    perTensor({
      slots: slotsOfItsShape(...(beta1 > 0 ? ['firstMoment'] : []), 'secondMoment'),
      shared: ({ step }) => adamWeights({ beta1, beta2 }, step),
      update: (gradient, slots, weights, { name, context }) => {
        const { observer, parameters } = context;
        const secondMoment = average(slots.secondMoment!, tf.square(gradient), weights.second);
        const firstMoment = weights.first && average(slots.firstMoment!, gradient, weights.first);
        const root = tf.sqrt(secondMoment);
        const unscaled = rms(tf.div(gradient, tf.maximum(root, epsilon)));
        const direction = tf.div(firstMoment ?? gradient, tf.add(root, epsilon));
        observer?.unscaled(name, direction);
        observer?.secondMoment?.(name, secondMoment);
        observer?.clipped(name, tf.greater(unscaled, 1) as tf.Scalar);
        const decayed =
          weightDecay === 0
            ? direction
            : tf.add(direction, tf.mul(leaf(parameters, name), weightDecay));
        return {
          update: tf.div(decayed, tf.maximum(unscaled, 1)),
          slots: { ...(firstMoment && { firstMoment }), secondMoment },
        };
      },
    }),
);
