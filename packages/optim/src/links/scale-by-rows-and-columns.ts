import * as tf from '@tensorflow/tfjs-core';
import { axisOf, withoutAxis } from '../axes.ts';
import { average, DECAY, decayWeights } from '../decay.ts';
import { LEAST_ROOT } from '../epsilons.ts';
import { ITERATIONS } from '../kinds.ts';
import { link } from '../link.ts';
import { perTensor } from '../transform.ts';

const sumOfSquares = (x: tf.Tensor): tf.Tensor => tf.sum(tf.square(x), -1, true);

/**
 * q and s of the matrix q s' that is near `squared` in the Frobenius norm: so many turns of
 * s = squared' q / |q|^2 and q = squared s / |s|^2, from a q of ones.
 */
function nearestProduct(squared: tf.Tensor, iterations: number) {
  let rows: tf.Tensor = tf.ones(squared.shape.slice(0, -1));
  let columns = rows;
  for (let i = 0; i < iterations; i++) {
    const weighted = tf.sum(tf.mul(squared, tf.expandDims(rows, -1)), -2);
    columns = tf.div(weighted, tf.maximum(sumOfSquares(rows), LEAST_ROOT));
    const weightedRows = tf.sum(tf.mul(squared, tf.expandDims(columns, -2)), -1);
    rows = tf.div(weightedRows, tf.maximum(sumOfSquares(columns), LEAST_ROOT));
  }
  return { rows, columns };
}

/**
 * The gradient of a matrix over the root of q s', where q and s are averages over steps of the column
 * and the row whose product is near the squared gradient in the Frobenius norm (RACS: Gong et al.,
 * 2025, Algorithm 1 and equation 16). `scaleByFactoredRms` has the product of the row and column
 * means in its place. Above rank 2 the last two axes are meant.
 *
 * @throws Error for a vector or scalar
 */
export const scaleByRowsAndColumns = /* @__PURE__ */ link(
  'scaleByRowsAndColumns',
  {
    decay: DECAY,
    /** Turns of the power iteration that finds q and s. */
    iterations: ITERATIONS,
  },
  ({ decay, iterations }) =>
    perTensor({
      slots: (shape, name) => {
        const along = (axis: number) => axisOf('scaleByRowsAndColumns', axis, name, shape);
        return {
          rowScale: withoutAxis(shape, along(-1)),
          columnScale: withoutAxis(shape, along(-2)),
        };
      },
      shared: ({ step }) => decayWeights(decay, step),
      update: (gradient, slots, weights, { name, context }) => {
        // q has no unit, and s that of the squared gradient. Squares of small gradients leave the
        // range of float32, so that all is computed with the largest element as 1.
        const largest = tf.max(tf.abs(gradient), [-2, -1], true);
        const fresh = nearestProduct(
          tf.square(tf.div(gradient, tf.maximum(largest, LEAST_ROOT))),
          iterations,
        );
        const scaled = tf.mul(fresh.columns, tf.square(tf.squeeze(largest, [-2])));
        const rowScale = average(slots.rowScale!, fresh.rows, weights);
        const columnScale = average(slots.columnScale!, scaled, weights);
        const root = (x: tf.Tensor, axis: number) =>
          tf.expandDims(tf.maximum(tf.sqrt(x), LEAST_ROOT), axis);
        const update = tf.div(tf.div(gradient, root(rowScale, -1)), root(columnScale, -2));
        context.observer?.unscaled(name, update);
        return { update, slots: { rowScale, columnScale } };
      },
    }),
);
