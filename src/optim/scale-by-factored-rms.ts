import * as tf from '@tensorflow/tfjs-core';
import { leaf } from '../tree.ts';
import { average, type Decay, decayWeights } from './decay.ts';
import type { GradientTransform } from './transform.ts';

export type FactoredRmsOptions = {
  readonly decay: Decay;
  /** epsilon_1 of the paper: added to the squared gradient. */
  readonly epsilon1: number;
};

const isFactored = (shape: readonly number[]): boolean => shape.length >= 2;

/**
 * The gradient divided by the root of its second moment V, where V of a matrix is kept as its row
 * means R and column means C only: V = R C / mean(R) (Shazeer & Stern, 2018, Algorithms 2 and 4;
 * means instead of sums leave V the same). Vectors and scalars keep V whole (Algorithm 5). Above
 * rank 2 the last two dimensions are factored.
 */
export function scaleByFactoredRms({ decay, epsilon1 }: FactoredRmsOptions): GradientTransform {
  return {
    stateShapes: (parameters) =>
      Object.fromEntries(
        Object.entries(parameters).flatMap(([name, shape]) =>
          isFactored(shape)
            ? [
                [`rowMean/${name}`, shape.slice(0, -1)],
                [`columnMean/${name}`, [...shape.slice(0, -2), ...shape.slice(-1)]],
              ]
            : [[`secondMoment/${name}`, shape]],
        ),
      ),
    update: (gradients, state, { step }) => {
      const weights = decayWeights(decay, step);
      const updates: Record<string, tf.Tensor> = {};
      const next: Record<string, tf.Tensor> = {};
      for (const [name, gradient] of Object.entries(gradients)) {
        const squared = tf.add(tf.square(gradient), epsilon1);
        if (!isFactored(gradient.shape)) {
          const second = average(leaf(state, `secondMoment/${name}`), squared, weights);
          next[`secondMoment/${name}`] = second;
          updates[name] = tf.mul(gradient, tf.rsqrt(second));
          continue;
        }
        const row = average(leaf(state, `rowMean/${name}`), tf.mean(squared, -1), weights);
        const column = average(leaf(state, `columnMean/${name}`), tf.mean(squared, -2), weights);
        next[`rowMean/${name}`] = row;
        next[`columnMean/${name}`] = column;
        // R C would underflow where both are near epsilon1, so each root is taken by itself.
        const rowScale = tf.rsqrt(tf.div(row, tf.mean(row, -1, true)));
        updates[name] = tf.mul(
          tf.mul(gradient, tf.expandDims(rowScale, -1)),
          tf.expandDims(tf.rsqrt(column), -2),
        );
      }
      return { updates, state: next };
    },
  };
}
