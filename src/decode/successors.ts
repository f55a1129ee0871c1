import * as tf from '@tensorflow/tfjs-core';

/** How many symbols may share a block, the best first. */
const BLOCK_SIZES = [32, 16, 8];

/** The likeliest hypotheses of each sentence that are one symbol longer: [sentences, count] each. */
type Successors = {
  /** The place in the beam of the hypothesis that each continues, int32. */
  readonly parents: tf.Tensor2D;
  /** Its last symbol, int32. */
  readonly symbols: tf.Tensor2D;
  readonly logProbabilities: tf.Tensor2D;
};

/** Rows of `table` [groups * perGroup, ...] by their number in a group, [groups, count]. */
function gatherOwn(table: tf.Tensor, numbers: tf.Tensor, perGroup: number): tf.Tensor {
  const groups = numbers.shape[0]!;
  const firsts = tf.range(0, groups * perGroup, perGroup, 'int32');
  return tf.gather(table, tf.add(tf.reshape(firsts, [groups, 1]), numbers) as tf.Tensor2D);
}

/**
 * The number to add to each row of logits to make log-probabilities of them, [rows, 1].
 *
 * The log-probability of the likeliest symbol is the logarithm of its probability, which is never
 * too small for a float; the others are as far from it as their logits.
 *
 * @param largest the largest logit of each block of symbols, [rows, blocks]
 */
function normaliser(logits: tf.Tensor2D, largest: tf.Tensor): tf.Tensor {
  const [rows, vocabulary] = logits.shape;
  const blocks = largest.shape[1]!;
  const probabilities = tf.reshape(tf.softmax(logits), [rows * blocks, vocabulary / blocks]);
  const block = tf.expandDims(tf.argMax(largest, 1), 1);
  const most = tf.max(gatherOwn(probabilities, block, blocks), -1);
  return tf.sub(tf.log(most), tf.max(largest, 1, true));
}

/**
 * The 2 * beamSize likeliest successors of each sentence's hypotheses, the likeliest first. Twice
 * the beam, so that it can be filled although some of them end: a hypothesis has one successor that
 * ends.
 *
 * TensorFlow's search for the largest looks at every element by itself. Here the largest of each
 * block of symbols is found first, which it does many at a time: what is wanted lies in the blocks
 * of a sentence that have the largest of these.
 *
 * @param logits [sentences * beamSize, vocabulary]
 * @param logProbabilities of the hypotheses, [sentences, beamSize]; -Infinity where there is none
 * @param forbidden symbols that may not follow; what they would make has log-probability -Infinity,
 *   and the others' stay the model's own
 */
export function likeliestSuccessors(
  logits: tf.Tensor2D,
  logProbabilities: tf.Tensor2D,
  forbidden: readonly number[],
): Successors {
  const vocabulary = logits.shape[1];
  const [sentences, beamSize] = logProbabilities.shape;
  const rows = sentences * beamSize;
  const wanted = 2 * beamSize;
  const blocksOf = (size: number) => (beamSize * vocabulary) / size;
  /** Blocks that may be chosen for what is forbidden in them. */
  const wasted = (size: number) =>
    beamSize * new Set(forbidden.map((symbol) => Math.floor(symbol / size))).size;
  const size =
    BLOCK_SIZES.find(
      (block) => vocabulary % block === 0 && blocksOf(block) > wanted + wasted(block),
    ) ?? 1;
  const perRow = vocabulary / size;
  const count = Math.min(wanted + wasted(size), blocksOf(size));

  const largest = tf.max(tf.reshape(logits, [rows, perRow, size]), -1);
  const added = tf.add(tf.reshape(logProbabilities, [rows, 1]), normaliser(logits, largest));
  const bounds = tf.reshape(tf.add(largest, added), [sentences, beamSize * perRow]);
  const chosen = tf.topk(bounds, count).indices;

  // Every symbol of the blocks that were chosen.
  const parent = tf.floorDiv(chosen, tf.scalar(perRow, 'int32'));
  const block = tf.sub(chosen, tf.mul(parent, tf.scalar(perRow, 'int32')));
  const own = gatherOwn(tf.reshape(logits, [rows * perRow, size]), chosen, beamSize * perRow);
  const addedToOwn = tf.expandDims(gatherOwn(tf.reshape(added, [-1]), parent, beamSize), -1);
  const within = tf.reshape(tf.range(0, size, 1, 'int32'), [1, 1, size]);
  const first = tf.expandDims(tf.mul(block, tf.scalar(size, 'int32')), -1);
  const symbols = tf.reshape(tf.add(first, within), [sentences, count * size]);
  const isForbidden = forbidden
    .map((symbol) => tf.equal(symbols, tf.scalar(symbol, 'int32')))
    .reduce((a, b) => tf.logicalOr(a, b));
  const scores = tf.reshape(tf.add(own, addedToOwn), symbols.shape);
  const never = tf.fill(symbols.shape, Number.NEGATIVE_INFINITY);
  const best = tf.topk(tf.where(isForbidden, never, scores), wanted);
  const place = tf.floorDiv(best.indices, tf.scalar(size, 'int32'));
  return {
    parents: gatherOwn(tf.reshape(parent, [-1]), place, count) as tf.Tensor2D,
    symbols: gatherOwn(tf.reshape(symbols, [-1]), best.indices, count * size) as tf.Tensor2D,
    logProbabilities: best.values as tf.Tensor2D,
  };
}
