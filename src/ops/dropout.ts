import * as tf from '@tensorflow/tfjs-core';
import { siteSeed } from './philox.ts';
import { statelessUniform } from './stateless-uniform.ts';

/** Where dropout's random numbers come from: the run's seed, and the step as an int32 scalar. */
export type DropoutSource = { readonly seed: number; readonly step: tf.Scalar };

/**
 * Zeroes each element of `x` with probability `rate` and divides the rest by 1 - `rate`
 * (Srivastava et al., 2014). The mask depends on (`source.seed`, `site`, `source.step`) only.
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
  const uniform = statelessUniform(x.shape, key as tf.Tensor1D);
  const kept = tf.cast(tf.greaterEqual(uniform, rate), 'float32');
  return tf.mul(x, tf.mul(kept, 1 / (1 - rate)));
}
