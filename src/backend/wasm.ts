import * as tf from '@tensorflow/tfjs-core';
import { replaceSlowKernels } from './wasm-kernels.ts';

/**
 * What it costs, measured on two cores in products of two 1024 x 1024 matrices: 30 against 130
 * GFLOP/s. It computes on one thread, so more cores widen the gap.
 */
export const wasmCost = 'matrix products are at least 4 times slower than with TensorFlow';

/** Makes WASM the current backend. It finds its `.wasm` files beside itself and needs no set-up. */
export async function startWasm(): Promise<{ version: string; threads: number }> {
  // Registers the gradients of every operation, which tfjs-node brings along and core leaves out.
  await import('@tensorflow/tfjs');
  const wasm = await import('@tensorflow/tfjs-backend-wasm');
  await tf.setBackend('wasm');
  await tf.ready();
  replaceSlowKernels();
  return { version: wasm.version_wasm, threads: wasm.getThreadsCount() };
}
