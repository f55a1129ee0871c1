import type { TensorInfo } from '@tensorflow/tfjs-core';

/** The part of tfjs-node's backend that runs an operation of TensorFlow by name. */
type TensorFlowBackend = {
  readonly binding: Readonly<Record<'TF_ATTR_TYPE' | 'TF_FLOAT' | 'TF_INT32', number | undefined>>;
  executeMultipleOutputs(
    name: string,
    attributes: readonly { name: string; type?: number; value?: number }[],
    inputs: readonly TensorInfo[],
    outputs: number,
  ): TensorInfo[];
};

/**
 * Runs an operation of TensorFlow that TensorFlow.js has no kernel for.
 *
 * @param backend the backend called `tensorflow`
 * @param types the operation's type attributes
 */
export function tensorFlowOperation(
  backend: unknown,
  name: string,
  types: Readonly<Record<string, 'float32' | 'int32'>>,
  inputs: readonly TensorInfo[],
  outputs: number,
): TensorInfo[] {
  const { binding, executeMultipleOutputs } = backend as TensorFlowBackend;
  const attributes = Object.entries(types).map(([attribute, dtype]) => ({
    name: attribute,
    type: binding.TF_ATTR_TYPE,
    value: dtype === 'float32' ? binding.TF_FLOAT : binding.TF_INT32,
  }));
  return executeMultipleOutputs.call(backend, name, attributes, inputs, outputs);
}
