import * as tf from '@tensorflow/tfjs-core';
import { average, uncorrected } from '../decay.ts';
import { MOMENTUM_RATE } from '../kinds.ts';
import { link } from '../link.ts';
import { IDENTITY, perTensor, slotsOfItsShape } from '../transform.ts';

/**
 * Momentum as an exponential average of updates, m = beta1 m + (1 - beta1) u, without bias
 * correction. As the last link, after the step size, it is the momentum of Adafactor (Shazeer &
 * Stern, 2018, section 9 and row P of Table 2; the authors' Tensor2Tensor code); after `scaleBySm3`
 * it is that of SM3's authors.
 */
export const averageUpdates = /* @__PURE__ */ link(
  'averageUpdates',
  {
    /** Weight of the old average; with 0 none is kept. */
    beta1: MOMENTUM_RATE,
  },
  ({ beta1 }) => {
    if (beta1 === 0) return IDENTITY;
    return perTensor({
      slots: slotsOfItsShape('average'),
      shared: () => uncorrected(beta1),
      update: (incoming, slots, weights) => {
        const next = average(slots.average!, incoming, weights);
        return { update: tf.clone(next), slots: { average: next } };
      },
    });
  },
);
