import * as tf from '@tensorflow/tfjs-core';
import { oneHot } from './one-hot.ts';
import { webGpuSumRows } from './sum-rows-webgpu.ts';

/** Adds up the rows of the same index: [rows, features] to [count, features]. */
export function sumRows(rows: tf.Tensor2D, index: tf.Tensor1D, count: number): tf.Tensor {
  const backend = tf.getBackend();
  if (backend === 'webgpu') return webGpuSumRows(rows, index, count);
  return tf.getKernel('UnsortedSegmentSum', backend) !== undefined
    ? tf.unsortedSegmentSum(rows, index, count)
    : tf.matMul(oneHot(index, count), rows, true, false);
}

/**
 * Rows of `table` by index. The gradient adds the rows of the incoming one up by index; on a
 * backend without a kernel for that (WASM) it is a product with one-hot rows.
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
