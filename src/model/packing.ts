import * as tf from '@tensorflow/tfjs-core';
import { HIDDEN } from './attention.ts';
import type { PackedSide } from './batch.ts';

/** Where the sentences of packed rows are, int32 [rows, length] each. */
export type RowPacking = PackedSide<tf.Tensor2D>;

/**
 * Hides other sentences of a row: HIDDEN where the segment of the query is not that of the key, else 0.
 *
 * @param queries int32 [rows, length]
 * @param keys int32 [rows, positions]
 * @returns [rows, 1, length, positions]
 */
export function segmentMask(queries: tf.Tensor2D, keys: tf.Tensor2D): tf.Tensor {
  const differs = tf.notEqual(tf.expandDims(queries, 2), tf.expandDims(keys, 1));
  return tf.expandDims(tf.mul(tf.cast(differs, 'float32'), HIDDEN), 1);
}
