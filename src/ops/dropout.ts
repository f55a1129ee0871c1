import * as tf from '@tensorflow/tfjs-core';
import { keepMask } from './keep-mask.ts';
import { siteSeed } from './philox.ts';

/** Where dropout's random numbers come from: the run's seed, and the step as an int32 scalar. */
export type DropoutSource = { readonly seed: number; readonly step: tf.Scalar };

/**
 * Zeroes each element of `x` with probability `rate`, to within 1/512, and divides the rest by the
 * share that stays (Srivastava et al., 2014). The mask depends on (`source.seed`, `site`,
 * `source.step`) only; see `keepMask`.
 *
 * @param site a name that no other call in the same step uses
 * @param source undefined outside training: `x` is returned as it is
 */
export function dropout(
  x: tf.Tensor,
  rate: number,
  site: string,
  source: DropoutSource | undefined,
): tf.Tensor {
  if (source === undefined || rate === 0) return x;
  const key = tf.stack([tf.scalar(siteSeed(source.seed, site), 'int32'), source.step]);
  return tf.mul(x, keepMask(x.shape, rate, key as tf.Tensor1D));
}
