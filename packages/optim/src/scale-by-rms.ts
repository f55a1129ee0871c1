import * as tf from '@tensorflow/tfjs-core';
import { average, type Decay, decayWeights } from './decay.ts';
import { type Epsilons, rootOf, squaredGradient } from './epsilons.ts';
import { type GradientTransform, statePerParameter } from './transform.ts';
import { leaf } from './tree.ts';

export type RmsOptions = Epsilons & { readonly decay: Decay };

/**
 * The gradient divided by the root of its second moment, kept whole: g / (sqrt(v) + epsilon),
 * where v is an average of g^2 + epsilon1. With `{ power }` this is Adam without a first moment and with the decay 1 - t^-power (Shazeer & Stern,
 * 2018, Algorithm 3 and section 7.2; rows K to N of Table 2). With a constant decay that is not
 * corrected it is RMSProp (Tieleman & Hinton, 2012, lecture 6e).
 */
export function scaleByRms({ decay, ...epsilons }: RmsOptions): GradientTransform {
  return {
    stateShapes: statePerParameter('secondMoment'),
    update: (gradients, state, { step, observer }) => {
      const weights = decayWeights(decay, step);
      const updates: Record<string, tf.Tensor> = {};
      const next: Record<string, tf.Tensor> = {};
      for (const [name, gradient] of Object.entries(gradients)) {
        const key = `secondMoment/${name}`;
        const second = average(leaf(state, key), squaredGradient(gradient, epsilons), weights);
        next[key] = second;
        const update = tf.div(gradient, rootOf(second, epsilons));
        observer?.unscaled(name, update);
        updates[name] = update;
      }
      return { updates, state: next };
    },
  };
}
