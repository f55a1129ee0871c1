import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { mapTree, type TensorTree } from 'sublinear-optim';
import { decodeSafetensors, encodeSafetensors } from '../../src/checkpoint/safetensors.ts';
import { writeWholeFile } from '../../src/platform/atomic-write.ts';
import { withTemporaryFolder } from '../../src/platform/temporary-folder.ts';

/** Writes parameters for contestants to start from: safetensors, which Python reads too. */
export function writeParameters(file: string, parameters: TensorTree): void {
  const tensors = mapTree(parameters, (tensor) => ({
    shape: tensor.shape,
    values: tensor.dataSync() as Float32Array,
  }));
  writeWholeFile(file, encodeSafetensors({ tensors, metadata: {} }));
}

/** Reads what `writeParameters` wrote. */
export function readParameters(file: string): TensorTree {
  const bytes = readFileSync(file);
  const source = {
    size: bytes.length,
    read: (target: Uint8Array, position: number) =>
      void bytes.copy(target, 0, position, position + target.length),
  };
  return mapTree(decodeSafetensors(source).tensors, ({ shape, values }) =>
    tf.tensor(values, [...shape]),
  );
}

/** Lets `use` have a file of `parameters`, which is removed once it is done. */
export function withParametersFile<T>(
  parameters: TensorTree,
  use: (file: string) => Promise<T>,
): Promise<T> {
  return withTemporaryFolder((folder) => {
    const file = join(folder, 'parameters.safetensors');
    writeParameters(file, parameters);
    return use(file);
  });
}
