import * as tf from '@tensorflow/tfjs-core';
import { adamWeights, average } from '../decay.ts';
import { EPSILONS, requireEpsilon, rootOf, squaredGradient } from '../epsilons.ts';
import { DECAY_RATE, MOMENTUM_RATE } from '../kinds.ts';
import { link } from '../link.ts';
import { perTensor, slotsOfItsShape } from '../transform.ts';

/**
 * Adam's direction, m / (sqrt(v) + epsilon), with the bias corrections written as decays
 * (Kingma & Ba, 2015, in the form of Shazeer & Stern, 2018, Algorithm 3).
 */
export const scaleByAdam = /* @__PURE__ */ link(
  'scaleByAdam',
  {
    /** Decay of the first moment; with 0 none is kept, and the gradient takes its place. */
    beta1: MOMENTUM_RATE,
    /** Decay of the second moment. */
    beta2: DECAY_RATE,
    ...EPSILONS,
  },
  ({ beta1, beta2, ...epsilons }) => {
    requireEpsilon('scaleByAdam', epsilons);
    return perTensor({
      slots:
        beta1 > 0
          ? slotsOfItsShape('firstMoment', 'secondMoment')
          : slotsOfItsShape('secondMoment'),
      shared: ({ step }) => adamWeights({ beta1, beta2 }, step),
      update: (gradient, slots, weights, { name, context }) => {
        const secondMoment = average(
          slots.secondMoment!,
          squaredGradient(gradient, epsilons),
          weights.second,
        );
        const firstMoment = weights.first && average(slots.firstMoment!, gradient, weights.first);
        const direction = firstMoment ?? gradient;
        const update = tf.div(direction, rootOf(secondMoment, epsilons));
        context.observer?.unscaled(name, update);
        context.observer?.secondMoment?.(name, secondMoment);
        return { update, slots: { ...(firstMoment && { firstMoment }), secondMoment } };
      },
    });
  },
);
