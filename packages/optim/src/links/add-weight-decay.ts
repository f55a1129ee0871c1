import * as tf from '@tensorflow/tfjs-core';
import { NOT_NEGATIVE } from '../kinds.ts';
import { link } from '../link.ts';
import { stateless } from '../transform.ts';
import { leaf } from '../tree.ts';

/**
 * Adds `weightDecay` times the parameter to its update. After an adaptive link and before the step
 * size this is decoupled weight decay (Loshchilov & Hutter, 2019, Algorithm 2): the decay follows
 * the step size, but is not divided by second moments. As the first link it is L2 regularisation.
 */
export const addWeightDecay = /* @__PURE__ */ link(
  'addWeightDecay',
  {
    /** Part of each parameter that is added to its update. */
    weightDecay: NOT_NEGATIVE,
  },
  ({ weightDecay }) =>
    stateless((update, name, { parameters }) =>
      tf.add(update, tf.mul(leaf(parameters, name), weightDecay)),
    ),
);
