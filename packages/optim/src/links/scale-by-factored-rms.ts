import * as tf from '@tensorflow/tfjs-core';
import { average, DECAY, type Decay, decayWeights } from '../decay.ts';
import { choice, optional, POSITIVE } from '../kinds.ts';
import { link } from '../link.ts';
import { perTensor } from '../transform.ts';

/** Which means of a matrix stand for its second moment. */
export type Moment = 'both' | 'row' | 'column';

export const MOMENT = /* @__PURE__ */ choice(['both', 'row', 'column']);

export type FactoredRmsOptions = {
  readonly decay: Decay;
  /** epsilon_1 of the paper: added to the squared gradient. */
  readonly epsilon1: number;
  /** `both` unless given; `row` and `column` keep nothing of the other. */
  readonly moment?: Moment | undefined;
};

const isFactored = (shape: readonly number[]): boolean => shape.length >= 2;

/**
 * The gradient divided by the root of its second moment V, where V of a matrix is kept as its row
 * means R and column means C only: V = R C / mean(R) (Shazeer & Stern, 2018, Algorithms 2 and 4;
 * means instead of sums leave V the same). With `moment: row`, V is R in every column, and with
 * `column` it is C in every row (section 3, and rows D and E of Table 2). Vectors and scalars keep V
 * whole (Algorithm 5). Above rank 2 the last two dimensions are factored.
 */
export const scaleByFactoredRms = /* @__PURE__ */ link<FactoredRmsOptions>(
  'scaleByFactoredRms',
  { decay: DECAY, epsilon1: POSITIVE, moment: optional(MOMENT) },
  ({ decay, epsilon1, moment = 'both' }) =>
    perTensor({
      slots: (shape) => {
        if (!isFactored(shape)) return { secondMoment: shape };
        const means: Record<string, readonly number[]> = {};
        if (moment !== 'column') means.rowMean = shape.slice(0, -1);
        if (moment !== 'row') means.columnMean = [...shape.slice(0, -2), ...shape.slice(-1)];
        return means;
      },
      shared: ({ step }) => decayWeights(decay, step),
      update: (gradient, slots, weights, { name, context }) => {
        const squared = tf.add(tf.square(gradient), epsilon1);
        const next: Record<string, tf.Tensor> = {};
        const moved = (slot: string, value: tf.Tensor): tf.Tensor => {
          const mean = average(slots[slot]!, value, weights);
          next[slot] = mean;
          return mean;
        };
        let update = gradient;
        if (!isFactored(gradient.shape)) {
          update = tf.div(update, tf.sqrt(moved('secondMoment', squared)));
        } else {
          // Neither R C nor R / mean(R) is computed: where one row is near epsilon1 and another is
          // large, they leave the range of float32. Their roots do not.
          if (moment !== 'column') {
            const row = moved('rowMean', tf.mean(squared, -1));
            const inverse = tf.div(1, tf.sqrt(row));
            const scale =
              moment === 'both' ? tf.mul(inverse, tf.sqrt(tf.mean(row, -1, true))) : inverse;
            update = tf.mul(update, tf.expandDims(scale, -1));
          }
          if (moment !== 'row') {
            const column = moved('columnMean', tf.mean(squared, -2));
            update = tf.div(update, tf.expandDims(tf.sqrt(column), -2));
          }
        }
        context.observer?.unscaled(name, update);
        return { update, slots: next };
      },
    }),
);
