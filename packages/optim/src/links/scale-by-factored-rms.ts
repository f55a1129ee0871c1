import * as tf from '@tensorflow/tfjs-core';
import { average, DECAY, decayWeights } from '../decay.ts';
import { dividedByFactoredRoot, isFactored, meanShapes } from '../factored.ts';
import { choice, optional, POSITIVE } from '../kinds.ts';
import { link } from '../link.ts';
import { perTensor } from '../transform.ts';

export const MOMENT = /* @__PURE__ */ choice(['both', 'row', 'column']);

/**
 * The gradient divided by the root of its second moment V, where V of a matrix is kept as its row
 * means R and column means C only: V = R C / mean(R) (Shazeer & Stern, 2018, Algorithms 2 and 4;
 * means instead of sums leave V the same). With `moment: row`, V is R in every column, and with
 * `column` it is C in every row (section 3, and rows D and E of Table 2). Vectors and scalars keep V
 * whole (Algorithm 5). Above rank 2 the last two dimensions are factored.
 */
export const scaleByFactoredRms = /* @__PURE__ */ link(
  'scaleByFactoredRms',
  {
    decay: DECAY,
    /** epsilon_1 of the paper: added to the squared gradient. */
    epsilon1: POSITIVE,
    /** `both` unless given; `row` and `column` keep nothing of the other. */
    moment: optional(MOMENT),
    /** With `both`, V = R C / max(mean(R), meanFloor), as in torch.optim.Adafactor; 0 unless given. */
    meanFloor: optional(POSITIVE),
  },
  ({ decay, epsilon1, moment = 'both', meanFloor }) => {
    if (meanFloor !== undefined && moment !== 'both') {
      throw new Error(`scaleByFactoredRms: moment ${moment} has no mean(R) for meanFloor to bound`);
    }
    return perTensor({
      slots: (shape) => (isFactored(shape) ? meanShapes(shape, moment) : { secondMoment: shape }),
      shared: ({ step }) => decayWeights(decay, step),
      update: (gradient, slots, weights, { name, context }) => {
        const squared = tf.add(tf.square(gradient), epsilon1);
        if (isFactored(gradient.shape)) {
          const divided = dividedByFactoredRoot(
            gradient,
            squared,
            moment,
            slots,
            weights,
            meanFloor,
          );
          context.observer?.unscaled(name, divided.quotient);
          return { update: divided.quotient, slots: divided.means };
        }
        const secondMoment = average(slots.secondMoment!, squared, weights);
        const update = tf.div(gradient, tf.sqrt(secondMoment));
        context.observer?.unscaled(name, update);
        return { update, slots: { secondMoment } };
      },
    });
  },
);
