import * as tf from '@tensorflow/tfjs-core';
import { average, type DecayWeights } from './decay.ts';
import type { Slots } from './transform.ts';

/** Which means of a matrix replace its second moment. */
export type Moment = 'both' | 'row' | 'column';

/** Whether a second moment is kept as means of rows and columns: not that of a vector or scalar. */
export const isFactored = (shape: readonly number[]): boolean => shape.length >= 2;

/** The shapes of the means kept of a matrix, or of a stack of them, by slot. */
export function meanShapes(
  shape: readonly number[],
  moment: Moment,
): Record<string, readonly number[]> {
  const means: Record<string, readonly number[]> = {};
  if (moment !== 'column') means.rowMean = shape.slice(0, -1);
  if (moment !== 'row') means.columnMean = [...shape.slice(0, -2), ...shape.slice(-1)];
  return means;
}

/**
 * `dividend` over the root of the average of `squared`, which is kept as its row means R and column
 * means C only, R C / mean(R), or as one of the two (Shazeer & Stern, 2018, Algorithm 4).
 *
 * @param meanFloor with both means, the least mean(R) that R C is divided by
 * @returns the quotient, and the next means
 */
export function dividedByFactoredRoot(
  dividend: tf.Tensor,
  squared: tf.Tensor,
  moment: Moment,
  slots: Slots,
  weights: DecayWeights,
  meanFloor = 0,
): { readonly quotient: tf.Tensor; readonly means: Slots } {
  const means: Record<string, tf.Tensor> = {};
  let quotient = dividend;
  // Neither R C nor R / mean(R) is computed: where one row is near epsilon1 and another is large,
  // they leave the range of float32. Their roots do not.
  if (moment !== 'column') {
    const row = average(slots.rowMean!, tf.mean(squared, -1), weights);
    means.rowMean = row;
    const inverse = tf.div(1, tf.sqrt(row));
    const mean = () => {
      const exact = tf.mean(row, -1, true);
      return meanFloor === 0 ? exact : tf.maximum(exact, meanFloor);
    };
    const scale = moment === 'both' ? tf.mul(inverse, tf.sqrt(mean())) : inverse;
    quotient = tf.mul(quotient, tf.expandDims(scale, -1));
  }
  if (moment !== 'row') {
    const column = average(slots.columnMean!, tf.mean(squared, -2), weights);
    means.columnMean = column;
    quotient = tf.div(quotient, tf.expandDims(tf.sqrt(column), -2));
  }
  return { quotient, means };
}
