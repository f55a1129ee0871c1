import * as tf from '@tensorflow/tfjs-core';
import { type GradientTransform, statePerParameter } from './transform.ts';
import { leaf } from './tree.ts';

export type AdagradOptions = {
  /** Added to the root of the sum, so that 0 / 0 is 0. */
  readonly epsilon: number;
};

/**
 * The gradient divided by the root of the sum of all its squares so far, which starts at zero:
 * diagonal AdaGrad (Duchi, Hazan & Singer, 2011, section 1.1).
 */
export function scaleByAdagrad({ epsilon }: AdagradOptions): GradientTransform {
  return {
    stateShapes: statePerParameter('squareSum'),
    update: (gradients, state, { observer }) => {
      const updates: Record<string, tf.Tensor> = {};
      const next: Record<string, tf.Tensor> = {};
      for (const [name, gradient] of Object.entries(gradients)) {
        const sum = tf.add(leaf(state, `squareSum/${name}`), tf.square(gradient));
        next[`squareSum/${name}`] = sum;
        const update = tf.div(gradient, tf.add(tf.sqrt(sum), epsilon));
        observer?.unscaled(name, update);
        updates[name] = update;
      }
      return { updates, state: next };
    },
  };
}
