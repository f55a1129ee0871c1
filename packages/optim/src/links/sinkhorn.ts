import * as tf from '@tensorflow/tfjs-core';
import { axisOf } from '../axes.ts';
import { LEAST_ROOT } from '../epsilons.ts';
import { ITERATIONS } from '../kinds.ts';
import { link } from '../link.ts';
import { stateless } from '../transform.ts';

/** `x` over its RMS along `axis`; what is all 0 stays so. */
function normalisedAlong(x: tf.Tensor, axis: number): tf.Tensor {
  const rms = tf.sqrt(tf.mean(tf.square(x), axis, true));
  return tf.div(x, tf.maximum(rms, LEAST_ROOT));
}

/**
 * Makes the RMS of every row and every column of a matrix 1, as nearly as so many turns do: the
 * square-root Sinkhorn iteration of SinkGD (Scetbon et al., 2025, Algorithm 3), which divides rows by
 * norm / sqrt(columns), then columns by norm / sqrt(rows). Above rank 2 the last two axes are meant.
 *
 * @throws Error for a vector or scalar
 */
export const sinkhorn = /* @__PURE__ */ link(
  'sinkhorn',
  {
    /** How often rows and columns are normalised, L of the paper. */
    iterations: ITERATIONS,
  },
  ({ iterations }) =>
    stateless(
      (update) => {
        let x = update;
        for (let i = 0; i < iterations; i++) x = normalisedAlong(normalisedAlong(x, -1), -2);
        return x;
      },
      (name, shape) => axisOf('sinkhorn', -2, name, shape),
    ),
);
