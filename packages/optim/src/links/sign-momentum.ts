import * as tf from '@tensorflow/tfjs-core';
import { average, uncorrected } from '../decay.ts';
import { MOMENTUM_RATE } from '../kinds.ts';
import { link } from '../link.ts';
import { perTensor, slotsOfItsShape } from '../transform.ts';

/**
 * Lion's direction (Chen et al., 2023, "Symbolic Discovery of Optimization Algorithms", Algorithm 2):
 * sign(beta1 m + (1 - beta1) g), and after it m = beta2 m + (1 - beta2) g, so that the momentum
 * remembers longer than the direction shows.
 */
export const signMomentum = /* @__PURE__ */ link(
  'signMomentum',
  {
    /** Weight of the momentum in the direction whose sign is taken. */
    beta1: MOMENTUM_RATE,
    /** Decay of the momentum. */
    beta2: MOMENTUM_RATE,
  },
  ({ beta1, beta2 }) =>
    perTensor({
      slots: slotsOfItsShape('firstMoment'),
      shared: () => ({ shown: uncorrected(beta1), kept: uncorrected(beta2) }),
      update: (gradient, slots, { shown, kept }) => ({
        update: tf.sign(average(slots.firstMoment!, gradient, shown)),
        slots: { firstMoment: average(slots.firstMoment!, gradient, kept) },
      }),
    }),
);
