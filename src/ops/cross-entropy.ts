import * as tf from '@tensorflow/tfjs-core';

/** Where the entry of each label is in [tokens, vocabulary] seen as one row: int32 [tokens]. */
function placesOf(labels: tf.Tensor1D, vocabulary: number): tf.Tensor1D {
  const rows = tf.range(0, labels.size * vocabulary, vocabulary, 'int32');
  return tf.add(rows, labels);
}

/** `x`, [tokens, vocabulary], with `amounts` taken away at `places`. */
function subtractAt(x: tf.Tensor, places: tf.Tensor1D, amounts: tf.Tensor): tf.Tensor {
  const row = tf.reshape(x, [-1]) as tf.Tensor1D;
  const reduced = tf.sub(tf.gather(row, places), amounts);
  return tf.reshape(tf.tensorScatterUpdate(row, tf.expandDims(places, 1), reduced), x.shape);
}

/**
 * Cross-entropy of each token against its label-smoothed target, as Tensor2Tensor computes it:
 * the label has probability 1 - `smoothing`, and the other classes share `smoothing` equally.
 * Tensor2Tensor subtracts the target's entropy, a constant; this does not, so that without
 * smoothing the value is the negative log-likelihood.
 *
 * The target is nowhere written out. With q the share of a class that is not the label, the loss is
 * logSum - q sum(x) - (1 - smoothing - q) x[label], and its gradient softmax(x) - q, less
 * (1 - smoothing - q) at the label: half the work of TensorFlow's operation on dense targets.
 *
 * @param logits [tokens, vocabulary]
 * @param labels int32 [tokens]
 * @returns nats, [tokens]
 */
export function softmaxCrossEntropy(
  logits: tf.Tensor2D,
  labels: tf.Tensor1D,
  smoothing: number,
): tf.Tensor1D {
  const vocabulary = logits.shape[1];
  const others = smoothing / (vocabulary - 1);
  const excess = 1 - smoothing - others;
  const places = placesOf(labels, vocabulary);
  const loss = tf.customGrad((...inputs) => {
    const [scores, save] = inputs as [tf.Tensor, tf.GradSaveFunc];
    // From the largest, so that sums neither overflow nor cancel: the largest exponential is 1.
    const x = tf.sub(scores, tf.max(scores, -1, true));
    const exponentials = tf.exp(x);
    const sums = tf.sum(exponentials, -1);
    save([exponentials, sums, places]);
    const atLabels = tf.gather(tf.reshape(x, [-1]), places);
    const expected = tf.add(tf.mul(tf.sum(x, -1), others), tf.mul(atLabels, excess));
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [numerators, totals, labelled] = saved as [tf.Tensor, tf.Tensor, tf.Tensor1D];
      const spread = tf.sub(
        tf.mul(numerators, tf.expandDims(tf.div(dy, totals), 1)),
        tf.expandDims(tf.mul(dy, others), 1),
      );
      return subtractAt(spread, labelled, tf.mul(dy, excess));
    };
    return { value: tf.sub(tf.log(sums), expected), gradFunc };
  });
  return loss(logits) as tf.Tensor1D;
}
