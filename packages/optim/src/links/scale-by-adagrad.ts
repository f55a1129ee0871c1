import * as tf from '@tensorflow/tfjs-core';
import { POSITIVE } from '../kinds.ts';
import { link } from '../link.ts';
import { perTensor, slotsOfItsShape } from '../transform.ts';

/**
 * The gradient divided by the root of the sum of all its squares so far, which starts at zero:
 * diagonal AdaGrad (Duchi, Hazan & Singer, 2011, section 1.1).
 */
export const scaleByAdagrad = /* @__PURE__ */ link(
  'scaleByAdagrad',
  {
    /** Added to the root of the sum, so that 0 / 0 is 0. */
    epsilon: POSITIVE,
  },
  ({ epsilon }) =>
    perTensor({
      slots: slotsOfItsShape('squareSum'),
      shared: () => undefined,
      update: (gradient, slots, _shared, { name, context }) => {
        const squareSum = tf.add(slots.squareSum!, tf.square(gradient));
        const update = tf.div(gradient, tf.add(tf.sqrt(squareSum), epsilon));
        context.observer?.unscaled(name, update);
        return { update, slots: { squareSum } };
      },
    }),
);
