import * as tf from '@tensorflow/tfjs-core';
import { average, biasCorrected } from './decay.ts';
import { type Epsilons, rootOf, squaredGradient } from './epsilons.ts';
import { type GradientTransform, statePerParameter } from './transform.ts';
import { leaf } from './tree.ts';

export type AdamOptions = Epsilons & {
  /** Decay of the first moment; with 0 none is kept, and the gradient takes its place. */
  readonly beta1: number;
  /** Decay of the second moment. */
  readonly beta2: number;
};

/**
 * Adam's direction, m / (sqrt(v) + epsilon), with the bias corrections written as decays
 * (Kingma & Ba, 2015, in the form of Shazeer & Stern, 2018, Algorithm 3).
 */
export function scaleByAdam({ beta1, beta2, ...epsilons }: AdamOptions): GradientTransform {
  return {
    stateShapes:
      beta1 > 0
        ? statePerParameter('firstMoment', 'secondMoment')
        : statePerParameter('secondMoment'),
    update: (gradients, state, { step, observer }) => {
      const firstWeights = beta1 > 0 ? biasCorrected(beta1, step) : undefined;
      const secondWeights = biasCorrected(beta2, step);
      const updates: Record<string, tf.Tensor> = {};
      const next: Record<string, tf.Tensor> = {};
      for (const [name, gradient] of Object.entries(gradients)) {
        const second = average(
          leaf(state, `secondMoment/${name}`),
          squaredGradient(gradient, epsilons),
          secondWeights,
        );
        next[`secondMoment/${name}`] = second;
        let direction = gradient;
        if (firstWeights !== undefined) {
          direction = average(leaf(state, `firstMoment/${name}`), gradient, firstWeights);
          next[`firstMoment/${name}`] = direction;
        }
        const update = tf.div(direction, rootOf(second, epsilons));
        observer?.unscaled(name, update);
        updates[name] = update;
      }
      return { updates, state: next };
    },
  };
}
