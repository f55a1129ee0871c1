import * as tf from '@tensorflow/tfjs-core';
import { average, type Decay, decayWeights } from './decay.ts';
import { type GradientTransform, statePerParameter } from './transform.ts';
import { leaf } from './tree.ts';

export type RmsOptions = {
  readonly decay: Decay;
  /** Added to the root of the second moment, as in Adam. */
  readonly epsilon: number;
};

/**
 * The gradient divided by the root of its second moment, kept whole: g / (sqrt(v) + epsilon). With
 * `{ power }` this is Adam without a first moment and with the decay 1 - t^-power (Shazeer & Stern,
 * 2018, Algorithm 3 and section 7.2; rows K to N of Table 2). With a constant decay that is not
 * corrected it is RMSProp (Tieleman & Hinton, 2012, lecture 6e).
 */
export function scaleByRms({ decay, epsilon }: RmsOptions): GradientTransform {
  return {
    stateShapes: statePerParameter('secondMoment'),
    update: (gradients, state, { step, observer }) => {
      const weights = decayWeights(decay, step);
      const updates: Record<string, tf.Tensor> = {};
      const next: Record<string, tf.Tensor> = {};
      for (const [name, gradient] of Object.entries(gradients)) {
        const key = `secondMoment/${name}`;
        const second = average(leaf(state, key), tf.square(gradient), weights);
        next[key] = second;
        const update = tf.div(gradient, tf.add(tf.sqrt(second), epsilon));
        observer?.unscaled(name, update);
        updates[name] = update;
      }
      return { updates, state: next };
    },
  };
}
