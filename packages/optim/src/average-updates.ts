import * as tf from '@tensorflow/tfjs-core';
import { average, uncorrected } from './decay.ts';
import { type GradientTransform, IDENTITY, statePerParameter } from './transform.ts';
import { leaf, mapTree, withPrefix } from './tree.ts';

export type AverageUpdatesOptions = {
  /** Weight of the old average; with 0 none is kept. */
  readonly beta1: number;
};

/**
 * Momentum as an exponential average of updates, m = beta1 m + (1 - beta1) u, without bias
 * correction. As the last link, after the step size, it is the momentum of Adafactor (Shazeer &
 * Stern, 2018, section 9 and row P of Table 2; the authors' Tensor2Tensor code); after `scaleBySm3`
 * it is that of SM3's authors.
 */
export function averageUpdates({ beta1 }: AverageUpdatesOptions): GradientTransform {
  if (beta1 === 0) return IDENTITY;
  return {
    stateShapes: statePerParameter('average'),
    update: (updates, state) => {
      const weights = uncorrected(beta1);
      const averages = mapTree(updates, (update, name) =>
        average(leaf(state, `average/${name}`), update, weights),
      );
      return {
        updates: averages,
        state: withPrefix(
          'average',
          mapTree(averages, (tensor) => tf.clone(tensor)),
        ),
      };
    },
  };
}
