import * as tf from '@tensorflow/tfjs-core';
import { average, type Decay, decayWeights } from './decay.ts';
import type { GradientTransform } from './transform.ts';
import { leaf } from './tree.ts';

/** Which means of a matrix stand for its second moment. */
export const MOMENTS = ['both', 'row', 'column'] as const;

export type Moment = (typeof MOMENTS)[number];

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
export function scaleByFactoredRms(options: FactoredRmsOptions): GradientTransform {
  const { decay, epsilon1, moment = 'both' } = options;
  return {
    stateShapes: (parameters) => {
      const shapes: Record<string, readonly number[]> = {};
      for (const [name, shape] of Object.entries(parameters)) {
        if (!isFactored(shape)) {
          shapes[`secondMoment/${name}`] = shape;
          continue;
        }
        if (moment !== 'column') shapes[`rowMean/${name}`] = shape.slice(0, -1);
        if (moment !== 'row') {
          shapes[`columnMean/${name}`] = [...shape.slice(0, -2), ...shape.slice(-1)];
        }
      }
      return shapes;
    },
    update: (gradients, state, { step, observer }) => {
      const weights = decayWeights(decay, step);
      const updates: Record<string, tf.Tensor> = {};
      const next: Record<string, tf.Tensor> = {};
      const moved = (name: string, value: tf.Tensor): tf.Tensor => {
        const mean = average(leaf(state, name), value, weights);
        next[name] = mean;
        return mean;
      };
      for (const [name, gradient] of Object.entries(gradients)) {
        const squared = tf.add(tf.square(gradient), epsilon1);
        let update = gradient;
        if (!isFactored(gradient.shape)) {
          update = tf.div(update, tf.sqrt(moved(`secondMoment/${name}`, squared)));
        } else {
          // Neither R C nor R / mean(R) is computed: where one row is near epsilon1 and another is
          // large, they leave the range of float32. Their roots do not.
          if (moment !== 'column') {
            const row = moved(`rowMean/${name}`, tf.mean(squared, -1));
            const inverse = tf.div(1, tf.sqrt(row));
            const scale =
              moment === 'both' ? tf.mul(inverse, tf.sqrt(tf.mean(row, -1, true))) : inverse;
            update = tf.mul(update, tf.expandDims(scale, -1));
          }
          if (moment !== 'row') {
            const column = moved(`columnMean/${name}`, tf.mean(squared, -2));
            update = tf.div(update, tf.expandDims(tf.sqrt(column), -2));
          }
        }
        observer?.unscaled(name, update);
        updates[name] = update;
      }
      return { updates, state: next };
    },
  };
}
