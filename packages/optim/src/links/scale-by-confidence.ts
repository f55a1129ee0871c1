import * as tf from '@tensorflow/tfjs-core';
import { average, uncorrected } from '../decay.ts';
import { dividedByFactoredRoot, isFactored, meanShapes } from '../factored.ts';
import { DECAY_RATE, POSITIVE } from '../kinds.ts';
import { link } from '../link.ts';
import { perTensor } from '../transform.ts';

/**
 * Momentum that trusts itself where updates agree with it (CAME: Luo et al., 2023, Algorithm 2): with
 * the average of updates m = beta1 m + (1 - beta1) u and the instability (u - m)^2 + epsilon, whose
 * average S is kept as row and column means, the update is m / sqrt(S). Vectors and scalars keep no
 * instability, and have m. Neither average is bias-corrected.
 */
export const scaleByConfidence = /* @__PURE__ */ link(
  'scaleByConfidence',
  {
    /** Decay of the average of updates. */
    beta1: DECAY_RATE,
    /** Decay of the instability, beta_3 of the paper. */
    beta3: DECAY_RATE,
    /** Added to the squared residual, epsilon_2 of the paper. */
    epsilon: POSITIVE,
  },
  ({ beta1, beta3, epsilon }) =>
    perTensor({
      slots: (shape) => ({
        average: shape,
        ...(isFactored(shape) && meanShapes(shape, 'both')),
      }),
      shared: () => ({ first: uncorrected(beta1), instability: uncorrected(beta3) }),
      update: (incoming, slots, weights) => {
        const mean = average(slots.average!, incoming, weights.first);
        if (!isFactored(incoming.shape)) {
          return { update: tf.clone(mean), slots: { average: mean } };
        }
        const residual = tf.add(tf.square(tf.sub(incoming, mean)), epsilon);
        const { quotient, means } = dividedByFactoredRoot(
          mean,
          residual,
          'both',
          slots,
          weights.instability,
        );
        return { update: quotient, slots: { average: mean, ...means } };
      },
    }),
);
