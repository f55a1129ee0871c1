import * as tf from '@tensorflow/tfjs-core';

const KERNEL = 'UpdateRows';

/**
 * `table` with `values` in the rows `rows`. Takes over `table`, which must not be used again: in a
 * graph the rows are written where they are, since a copy of a large table would take longer than
 * all that is done with it. So in a graph `table` must be an input of the program, or made from one
 * by reshaping, and never a part of its state.
 *
 * @param table [rows, ...]
 * @param rows int32 [count]; where one occurs twice, its values must be the same
 * @param values [count, ...]
 */
export function updateRows(table: tf.Tensor, rows: tf.Tensor1D, values: tf.Tensor): tf.Tensor {
  if (tf.getKernel(KERNEL, tf.getBackend()) === undefined) {
    return tf.tensorScatterUpdate(table, tf.expandDims(rows, 1), values);
  }
  return tf.engine().runKernel(KERNEL, { table, rows, values });
}
