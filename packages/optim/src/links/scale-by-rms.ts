import * as tf from '@tensorflow/tfjs-core';
import { average, DECAY, decayWeights } from '../decay.ts';
import { EPSILONS, requireEpsilon, rootOf, squaredGradient } from '../epsilons.ts';
import { link } from '../link.ts';
import { perTensor, slotsOfItsShape } from '../transform.ts';

/**
 * The gradient divided by the root of its second moment, kept whole: g / (sqrt(v) + epsilon),
 * where v is an average of g^2 + epsilon1. With `{ power }` this is Adam without a first moment and
 * with the decay 1 - t^-power (Shazeer & Stern, 2018, Algorithm 3 and section 7.2; rows K to N of
 * Table 2). With a constant decay that is not corrected it is RMSProp (Tieleman & Hinton, 2012,
 * lecture 6e).
 */
export const scaleByRms = /* @__PURE__ */ link(
  'scaleByRms',
  { decay: DECAY, ...EPSILONS },
  ({ decay, ...epsilons }) => {
    requireEpsilon('scaleByRms', epsilons);
    return perTensor({
      slots: slotsOfItsShape('secondMoment'),
      shared: ({ step }) => decayWeights(decay, step),
      update: (gradient, slots, weights, { name, context }) => {
        const secondMoment = average(
          slots.secondMoment!,
          squaredGradient(gradient, epsilons),
          weights,
        );
        const update = tf.div(gradient, rootOf(secondMoment, epsilons));
        context.observer?.unscaled(name, update);
        context.observer?.secondMoment?.(name, secondMoment);
        return { update, slots: { secondMoment } };
      },
    });
  },
);
