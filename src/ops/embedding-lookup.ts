import * as tf from '@tensorflow/tfjs-core';
import { sumRows } from './sum-rows.ts';

/**
 * Rows of `table` by index. The gradient adds the rows of the incoming one up by index.
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
      return sumRows(tf.reshape(dy, [-1, features]), index, vocabulary);
    };
    return { value: tf.gather(rows, ids), gradFunc };
  });
  return lookup(table);
}
