import * as tf from '@tensorflow/tfjs-core';
import { disposeTree, leaf, type TensorTree, underPrefix } from 'sublinear-optim';
import type { Executor, Program } from '../executor/executor.ts';
import { OPTIMIZER, PARAMETERS } from './programs.ts';

/** The largest number that float32 has. */
const LARGEST = 3.4028234663852886e38;

/** How many entries are NaN or infinite. */
function countNonFinite(tree: TensorTree): tf.Scalar {
  return Object.values(tree).reduce<tf.Scalar>((count, tensor) => {
    const here = tf.tidy(() => {
      // No comparison holds for NaN, so what is finite is asked for. A sum of magnitudes would take
      // one pass less, and overflow where every entry is finite.
      const finite = tf.lessEqual(tf.abs(tensor), LARGEST);
      return tf.sum(tf.sub(1, tf.cast(finite, 'float32')));
    });
    return tf.add(count, here);
  }, tf.scalar(0));
}

const nonFiniteProgram: Program = (state) => ({
  outputs: {
    parameters: countNonFinite(underPrefix(PARAMETERS, state)),
    optimizerState: countNonFinite(underPrefix(OPTIMIZER, state)),
  },
});

/** Which part of what is trained has entries that are NaN or infinite, if one has. */
export type FindNonFinite = () => Promise<'parameters' | 'optimizerState' | undefined>;

/**
 * Finds NaN and infinity in what `executor` trains.
 *
 * Most of them show in the next loss by themselves. These do not: an embedding that the next batch
 * has no use for, and a second moment that has overflowed, which stays infinite and lets its
 * parameter never move again.
 */
export function compileFindNonFinite(executor: Executor): FindNonFinite {
  const count = executor.compile(nonFiniteProgram, [{}]);
  return async () => {
    const outputs = count({});
    const [parameters] = await leaf(outputs, 'parameters').data();
    const [optimizerState] = await leaf(outputs, 'optimizerState').data();
    disposeTree(outputs);
    if (parameters! > 0) return 'parameters';
    return optimizerState! > 0 ? 'optimizerState' : undefined;
  };
}
