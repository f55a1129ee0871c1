import * as tf from '@tensorflow/tfjs-core';
import { BOOLEAN, MOMENTUM_RATE } from '../kinds.ts';
import { link } from '../link.ts';
import { IDENTITY, perTensor, slotsOfItsShape } from '../transform.ts';

/**
 * Momentum as a sum that decays, with no factor of 1 - beta1: the velocity b = beta1 b + u is the
 * update (the heavy ball, Polyak, 1964), or u + beta1 b with `nesterov` (Sutskever et al., 2013,
 * with the parameters read at the point looked ahead to).
 */
export const momentum = /* @__PURE__ */ link(
  'momentum',
  {
    /** Part of the velocity that is left after a step; with 0 none is kept. */
    beta1: MOMENTUM_RATE,
    /** Looks ahead along the velocity: Nesterov's momentum. */
    nesterov: BOOLEAN,
  },
  ({ beta1, nesterov }) => {
    if (beta1 === 0) return IDENTITY;
    return perTensor({
      slots: slotsOfItsShape('velocity'),
      shared: () => undefined,
      update: (incoming, slots) => {
        const velocity = tf.add(tf.mul(slots.velocity!, beta1), incoming);
        return {
          update: nesterov ? tf.add(incoming, tf.mul(velocity, beta1)) : tf.clone(velocity),
          slots: { velocity },
        };
      },
    });
  },
);
