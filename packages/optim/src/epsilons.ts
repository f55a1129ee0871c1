import * as tf from '@tensorflow/tfjs-core';
import { type OptionsOf, optional, POSITIVE } from './kinds.ts';

/** What keeps a whole second moment from being 0; one of the two must be above 0. */
export const EPSILONS = {
  /** Added to the root of the second moment, as in Adam; 0 unless given. */
  epsilon: /* @__PURE__ */ optional(POSITIVE),
  /**
   * epsilon_1 of Shazeer & Stern (2018), Algorithms 4 and 5: added to the squared gradient; 0 unless
   * given. The authors' code has it in every row of their Table 2.
   */
  epsilon1: /* @__PURE__ */ optional(POSITIVE),
};

type Epsilons = OptionsOf<typeof EPSILONS>;

/** @throws Error where neither is given: what has had no gradient yet would be 0/0 */
export function requireEpsilon(link: string, { epsilon, epsilon1 }: Epsilons): void {
  if (epsilon !== undefined || epsilon1 !== undefined) return;
  throw new Error(
    `${link}: epsilon and epsilon1: given neither; expected a finite number above 0 for one of them`,
  );
}

/** The least root that is divided by: its square is the least number that float32 holds in full. */
export const LEAST_ROOT = 2 ** -63;

/** g^2 + epsilon1. */
export function squaredGradient(gradient: tf.Tensor, { epsilon1 = 0 }: Epsilons): tf.Tensor {
  const squared = tf.square(gradient);
  return epsilon1 === 0 ? squared : tf.add(squared, epsilon1);
}

/** sqrt(v) + epsilon. */
export function rootOf(secondMoment: tf.Tensor, { epsilon = 0 }: Epsilons): tf.Tensor {
  const root = tf.sqrt(secondMoment);
  return epsilon === 0 ? root : tf.add(root, epsilon);
}
