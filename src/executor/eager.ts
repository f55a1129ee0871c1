import * as tf from '@tensorflow/tfjs-core';
import {
  disposeTree,
  leaf,
  mapTree,
  type TensorTree,
  underPrefix,
  withPrefix,
} from 'sublinear-optim';
import type { Executor } from './executor.ts';

/** Runs programs operation by operation, on whatever backend is active. Takes over `initial`. */
export function eagerExecutor(initial: TensorTree): Executor {
  let state = initial;
  const replace = (next: TensorTree): void => {
    for (const [name, tensor] of Object.entries(next)) {
      tf.util.assertShapesMatch(tensor.shape, leaf(state, name).shape, `"${name}": `);
    }
    for (const name of Object.keys(next)) leaf(state, name).dispose();
    state = { ...state, ...next };
  };
  return {
    compile: (program) => (inputs) => {
      const { outputs, state: replaced = {} } = tf.tidy(() => program(state, inputs));
      replace(replaced);
      return outputs;
    },
    read: (prefix) => mapTree(underPrefix(prefix, state), (tensor) => tf.clone(tensor)),
    write: (prefix, values) =>
      replace(
        withPrefix(
          prefix,
          mapTree(values, (tensor) => tf.clone(tensor)),
        ),
      ),
    dispose: () => disposeTree(state),
  };
}
