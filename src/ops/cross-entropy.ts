import * as tf from '@tensorflow/tfjs-core';
import { sumRows } from './rows.ts';

/** Where the entry of each label is in [tokens, vocabulary] seen as one row: int32 [tokens]. */
function placesOf(labels: tf.Tensor1D, vocabulary: number): tf.Tensor1D {
  const rows = tf.range(0, labels.size * vocabulary, vocabulary, 'int32');
  return tf.add(rows, labels);
}

/**
 * Cross-entropy of each token against its label-smoothed target, as Tensor2Tensor computes it:
 * the label has probability 1 - `smoothing`, and the other classes share `smoothing` equally.
 * Tensor2Tensor subtracts the target's entropy, a constant; this does not, so that without
 * smoothing the value is the negative log-likelihood.
 *
 * The scores x of a token are the products of its state h with the rows E_v of `table`. They are the
 * largest tensor of a training step, so little is done with them. With y = x - max(x), e = exp(y), q
 * the share of a class that is not the label, r = 1 - smoothing - q, and c the sum of all rows of the
 * table, the loss is
 *
 *     log(sum(e)) - q sum(y) - r y_label
 *
 * and, with g the gradient that comes in and w = g / sum(e), its gradients are
 *
 *     of h:   w (e E) - q g c - r g E_label
 *     of E_v: e_v^T (w h) - q sum(g h) - r (sum of g h over the tokens whose label is v)
 *
 * so that behind the exponentials there is nothing but two products.
 *
 * @param states [tokens, features]
 * @param table [vocabulary, features]
 * @param labels int32 [tokens]
 * @returns nats, [tokens]
 */
export function projectedCrossEntropy(
  states: tf.Tensor2D,
  table: tf.Tensor2D,
  labels: tf.Tensor1D,
  smoothing: number,
): tf.Tensor1D {
  const [vocabulary] = table.shape;
  const others = smoothing / (vocabulary - 1);
  const excess = 1 - smoothing - others;
  const loss = tf.customGrad((...inputs) => {
    const [h, rows, save] = inputs as [tf.Tensor2D, tf.Tensor2D, tf.GradSaveFunc];
    const scores = tf.matMul(h, rows, false, true);
    // From the largest, so that sums neither overflow nor cancel: the largest exponential is 1.
    const shifted = tf.sub(scores, tf.max(scores, -1, true));
    const exponentials = tf.exp(shifted);
    const sums = tf.sum(exponentials, -1, true);
    const atLabels = tf.gather(tf.reshape(shifted, [-1]), placesOf(labels, vocabulary));
    const expected = tf.add(tf.mul(tf.sum(shifted, -1), others), tf.mul(atLabels, excess));
    const value = tf.sub(tf.log(tf.reshape(sums, [-1])), expected);
    save([h, rows, exponentials, sums, labels]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [state, matrix, numerators, totals] = saved as tf.Tensor2D[];
      const index = saved.at(-1) as tf.Tensor1D;
      const given = tf.expandDims(dy, 1);
      const shares = tf.div(given, totals!);
      const weighted = tf.mul(state!, given) as tf.Tensor2D;
      const ofStates = tf.sub(
        tf.mul(tf.matMul(numerators!, matrix!), shares),
        tf.mul(
          tf.add(
            tf.mul(tf.sum(matrix!, 0, true), others),
            tf.mul(tf.gather(matrix!, index), excess),
          ),
          given,
        ),
      );
      const ofTable = tf.sub(
        tf.matMul(numerators!, tf.mul(state!, shares) as tf.Tensor2D, true),
        tf.add(
          tf.mul(sumRows(weighted, index, vocabulary), excess),
          tf.mul(tf.sum(weighted, 0, true), others),
        ),
      );
      return [ofStates, ofTable];
    };
    return { value, gradFunc };
  });
  return loss(states, table) as tf.Tensor1D;
}
