import * as tf from '@tensorflow/tfjs-core';
import { oneHot } from './one-hot.ts';

/**
 * Rows of `table` by index. The gradient adds the rows of the incoming one up by index; on a
 * backend without that kernel (WASM) it is a product with one-hot rows.
 *
 * @param table [vocabulary, features]
 * @param ids int32, any shape
 * @returns [...ids.shape, features]
 */
export function embeddingLookup(table: tf.Tensor, ids: tf.Tensor): tf.Tensor {
  const lookup = tf.customGrad((...inputs) => {
    const [rows, save] = inputs as [tf.Tensor, tf.GradSaveFunc];
    save([ids]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [vocabulary, features] = rows.shape as [number, number];
      const index = tf.reshape(saved[0]!, [-1]) as tf.Tensor1D;
      const gradient = tf.reshape(dy, [-1, features]);
      return tf.getKernel('UnsortedSegmentSum', tf.getBackend()) !== undefined
        ? tf.unsortedSegmentSum(gradient, index, vocabulary)
        : tf.matMul(oneHot(index, vocabulary), gradient, true, false);
    };
    return { value: tf.gather(rows, ids), gradFunc };
  });
  return lookup(table);
}
