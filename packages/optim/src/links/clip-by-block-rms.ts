import * as tf from '@tensorflow/tfjs-core';
import { POSITIVE } from '../kinds.ts';
import { link } from '../link.ts';
import { rms } from '../rms.ts';
import { stateless } from '../transform.ts';

/**
 * Update clipping: each tensor U becomes U / max(1, RMS(U) / d)
 * (Shazeer & Stern, 2018, section 6 and Algorithm 4). It never enlarges an update.
 */
export const clipByBlockRms = /* @__PURE__ */ link(
  'clipByBlockRms',
  {
    /** d of the paper: the largest RMS an update may have. */
    threshold: POSITIVE,
  },
  ({ threshold }) =>
    stateless((update, name, { observer }) => {
      const divisor = tf.maximum(1, tf.div(rms(update), threshold)) as tf.Scalar;
      observer?.clipped(name, tf.greater(divisor, 1));
      return tf.div(update, divisor);
    }),
);
