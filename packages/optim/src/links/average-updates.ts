import * as tf from '@tensorflow/tfjs-core';
import { average, uncorrected } from '../decay.ts';
import { MOMENTUM_RATE } from '../kinds.ts';
import { link } from '../link.ts';
import { type GradientTransform, IDENTITY, perTensor, slotsOfItsShape } from '../transform.ts';

/** Gives out m = beta1 m + (1 - beta1) u, and keeps `kept` of m, another tensor, in `slot`. */
export function averaging(
  slot: string,
  beta1: number,
  kept: (average: tf.Tensor) => tf.Tensor,
): GradientTransform {
  if (beta1 === 0) return IDENTITY;
  return perTensor({
    slots: slotsOfItsShape(slot),
    shared: () => uncorrected(beta1),
    update: (incoming, slots, weights) => {
      const update = average(slots[slot]!, incoming, weights);
      return { update, slots: { [slot]: kept(update) } };
    },
  });
}

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
  ({ beta1 }) => averaging('average', beta1, tf.clone),
);
