import * as tf from '@tensorflow/tfjs-core';
import { POSITIVE } from '../kinds.ts';
import { link } from '../link.ts';
import { rms } from '../rms.ts';
import { stateless } from '../transform.ts';
import { leaf } from '../tree.ts';

/**
 * Makes steps relative to the size of what they change: each tensor's update is multiplied by
 * max(epsilon_2, RMS(X)) of its parameter X (Shazeer & Stern, 2018, section 8 and Algorithm 4).
 */
export const scaleByParameterRms = /* @__PURE__ */ link(
  'scaleByParameterRms',
  {
    /** epsilon_2 of the paper: the least scale, so that a parameter can leave zero. */
    epsilon2: POSITIVE,
  },
  ({ epsilon2 }) =>
    stateless((update, name, { parameters }) =>
      tf.mul(update, tf.maximum(epsilon2, rms(leaf(parameters, name)))),
    ),
);
