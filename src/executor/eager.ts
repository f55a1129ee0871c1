import * as tf from '@tensorflow/tfjs-core';
import { disposeTree, mapTree, type TensorTree, underPrefix } from '../tree.ts';
import type { Executor } from './executor.ts';

/** Runs programs operation by operation, on whatever backend is active. Takes over `initial`. */
export function eagerExecutor(initial: TensorTree): Executor {
  let state = initial;
  return {
    prepare: () => {},
    run: (_name, program, inputs) => {
      const { outputs, state: replaced = {} } = tf.tidy(() => program(state, inputs));
      for (const name of Object.keys(replaced)) state[name]?.dispose();
      state = { ...state, ...replaced };
      return outputs;
    },
    read: (prefix) => mapTree(underPrefix(prefix, state), (tensor) => tf.clone(tensor)),
    dispose: () => disposeTree(state),
  };
}
