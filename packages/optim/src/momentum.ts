import * as tf from '@tensorflow/tfjs-core';
import { type GradientTransform, IDENTITY, statePerParameter } from './transform.ts';
import { leaf, mapTree, withPrefix } from './tree.ts';

export type MomentumOptions = {
  /** Part of the velocity that is left after a step; with 0 none is kept. */
  readonly beta1: number;
  /** Looks ahead along the velocity: Nesterov's momentum. */
  readonly nesterov: boolean;
};

/**
 * Momentum as a sum that decays, with no factor of 1 - beta1: the velocity b = beta1 b + u is the
 * update (the heavy ball, Polyak, 1964), or u + beta1 b with `nesterov` (Sutskever et al., 2013,
 * with the parameters read at the point looked ahead to).
 */
export function momentum({ beta1, nesterov }: MomentumOptions): GradientTransform {
  if (beta1 === 0) return IDENTITY;
  return {
    stateShapes: statePerParameter('velocity'),
    update: (updates, state) => {
      const velocity = mapTree(updates, (update, name) =>
        tf.add(tf.mul(leaf(state, `velocity/${name}`), beta1), update),
      );
      const ahead = (update: tf.Tensor, name: string) =>
        tf.add(update, tf.mul(leaf(velocity, name), beta1));
      return {
        updates: nesterov ? mapTree(updates, ahead) : velocity,
        state: withPrefix(
          'velocity',
          mapTree(velocity, (tensor) => tf.clone(tensor)),
        ),
      };
    },
  };
}
