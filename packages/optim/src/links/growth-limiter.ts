import * as tf from '@tensorflow/tfjs-core';
import { number } from '../kinds.ts';
import { link } from '../link.ts';
import { perTensor } from '../transform.ts';

/**
 * Scales each tensor's update down to at most `limit` times the norm of the one before it, after that
 * one was scaled (Fira: Chen et al., 2024, equation 8; APOLLO: Zhu et al., 2024, section 3.3). The
 * first update is taken as it is, and so is one that follows an update of 0.
 */
export const growthLimiter = /* @__PURE__ */ link(
  'growthLimiter',
  {
    /** How many times as large as the last one an update may be, gamma of the papers. */
    limit: number({ from: 1 }),
  },
  ({ limit }) =>
    perTensor({
      slots: () => ({ norm: [] }),
      shared: () => undefined,
      update: (update, slots, _shared, { name, context }) => {
        const norm = tf.sqrt(tf.sum(tf.square(update)));
        const largest = tf.mul(slots.norm!, limit);
        const limited = tf.logicalAnd(tf.greater(norm, largest), tf.greater(largest, 0));
        const next = tf.where(limited, largest, norm);
        context.observer?.clipped(name, limited as tf.Scalar);
        // Where nothing is limited the factor is 1, and not norm / norm, which may be 0 / 0.
        const factor = tf.div(
          tf.where(limited, largest, tf.onesLike(norm)),
          tf.where(limited, norm, tf.onesLike(norm)),
        );
        return { update: tf.mul(update, factor), slots: { norm: next } };
      },
    }),
);
