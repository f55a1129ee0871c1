import * as tf from '@tensorflow/tfjs-core';
import { link } from '../link.ts';
import { stateless } from '../transform.ts';

/**
 * The sign of every element: 1, -1, or 0. First in a chain it makes signSGD, and after
 * `averageUpdates` Signum (Bernstein et al., 2018, Algorithms 1 and 2).
 */
export const signOf = /* @__PURE__ */ link('signOf', {}, () =>
  stateless((update) => tf.sign(update)),
);
