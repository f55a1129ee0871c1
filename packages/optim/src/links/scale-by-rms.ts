import * as tf from '@tensorflow/tfjs-core';
import { average, DECAY, type Decay, decayWeights } from '../decay.ts';
import { POSITIVE } from '../kinds.ts';
import { link } from '../link.ts';
import { perTensor, slotsOfItsShape } from '../transform.ts';

export type RmsOptions = {
  readonly decay: Decay;
  /** Added to the root of the second moment, as in Adam. */
  readonly epsilon: number;
};

/**
 * The gradient divided by the root of its second moment, kept whole: g / (sqrt(v) + epsilon). With
 * `{ power }` this is Adam without a first moment and with the decay 1 - t^-power (Shazeer & Stern,
 * 2018, Algorithm 3 and section 7.2; rows K to N of Table 2). With a constant decay that is not
 * corrected it is RMSProp (Tieleman & Hinton, 2012, lecture 6e).
 */
export const scaleByRms = /* @__PURE__ */ link<RmsOptions>(
  'scaleByRms',
  { decay: DECAY, epsilon: POSITIVE },
  ({ decay, epsilon }) =>
    perTensor({
      slots: slotsOfItsShape('secondMoment'),
      shared: ({ step }) => decayWeights(decay, step),
      update: (gradient, slots, weights, { name, context }) => {
        const secondMoment = average(slots.secondMoment!, tf.square(gradient), weights);
        const update = tf.div(gradient, tf.add(tf.sqrt(secondMoment), epsilon));
        context.observer?.unscaled(name, update);
        return { update, slots: { secondMoment } };
      },
    }),
);
