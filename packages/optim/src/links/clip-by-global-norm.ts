import * as tf from '@tensorflow/tfjs-core';
import { POSITIVE } from '../kinds.ts';
import { link } from '../link.ts';
import { mapTree } from '../tree.ts';

/**
 * Scales all updates by one factor, threshold / max(threshold, norm), where norm is that of all
 * their elements together (Pascanu, Mikolov & Bengio, 2013, Algorithm 1). It never enlarges them.
 */
export const clipByGlobalNorm = /* @__PURE__ */ link(
  'clipByGlobalNorm',
  {
    /** The largest Euclidean norm that all updates together may have. */
    threshold: POSITIVE,
  },
  ({ threshold }) => ({
    stateShapes: () => ({}),
    update: (updates, _state, { observer }) => {
      const sums = Object.values(updates).map((update) => tf.sum(tf.square(update)));
      const norm = tf.sqrt(sums.reduce((total, sum) => tf.add(total, sum), tf.scalar(0)));
      const factor = tf.div(threshold, tf.maximum(norm, threshold));
      if (observer !== undefined) {
        const smaller = tf.greater(norm, threshold) as tf.Scalar;
        for (const name of Object.keys(updates)) observer.clipped(name, smaller);
      }
      return { updates: mapTree(updates, (update) => tf.mul(update, factor)), state: {} };
    },
  }),
);
