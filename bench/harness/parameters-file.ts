import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { TensorTree } from 'sublinear-optim';
import { decodeSafetensors, encodeSafetensors } from '../../src/checkpoint/safetensors.ts';
import { writeWholeFile } from '../../src/platform/atomic-write.ts';

/** Writes parameters for contestants to start from: safetensors, which Python reads too. */
export function writeParameters(file: string, parameters: TensorTree): void {
  const tensors = Object.fromEntries(
    Object.entries(parameters).map(([name, tensor]) => [
      name,
      { shape: tensor.shape, values: tensor.dataSync() as Float32Array },
    ]),
  );
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
  return Object.fromEntries(
    Object.entries(decodeSafetensors(source).tensors).map(([name, { shape, values }]) => [
      name,
      tf.tensor(values, [...shape]),
    ]),
  );
}

/** Lets `use` have a file of `parameters`, which is removed once it is done. */
export async function withParametersFile<T>(
  parameters: TensorTree,
  use: (file: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'sublinear-bench-'));
  try {
    const file = path.join(folder, 'parameters.safetensors');
    writeParameters(file, parameters);
    return await use(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
