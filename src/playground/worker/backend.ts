import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import { describeAdapter } from '../../backend/adapter.ts';
import { replaceSlowKernels } from '../../backend/wasm-kernels.ts';
import { addInOneOrder } from '../../backend/webgpu-sums.ts';
import type { Device } from '../messages.ts';
import type { AskedBackend } from '../setup.ts';

/** The GPU that the browser offers, or why there is none. */
async function findAdapter(): Promise<GPUAdapter | string> {
  const { gpu } = navigator as unknown as Partial<NavigatorGPU>;
  if (gpu === undefined) return 'this browser has no WebGPU';
  try {
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
    return adapter ?? 'this browser offers no GPU through WebGPU';
  } catch (error) {
    return `WebGPU does not start: ${(error as Error).message}`;
  }
}

async function startWebGpu(adapter: GPUAdapter, onFailure: (message: string) => void) {
  await import('@tensorflow/tfjs-backend-webgpu');
  addInOneOrder();
  const { name } = describeAdapter(adapter.info);
  if (!(await tf.setBackend('webgpu'))) throw new Error(`${name} gave no device`);
  await tf.ready();
  const { device } = tf.backend() as WebGPUBackend;
  device.addEventListener('uncapturederror', ({ error }) => onFailure(error.message));
  void device.lost.then(({ message }) => onFailure(`the device is lost: ${message}`));
  return name;
}

async function startWasm(): Promise<string> {
  const wasm = await import('@tensorflow/tfjs-backend-wasm');
  wasm.setWasmPaths(new URL('./', location.href).href);
  if (!(await tf.setBackend('wasm'))) throw new Error('this browser does not run WebAssembly');
  await tf.ready();
  replaceSlowKernels();
  const threads = wasm.getThreadsCount();
  return threads > 1 ? `${threads} threads of the processor` : 'one thread of the processor';
}

/**
 * Makes `choice` what TensorFlow.js computes on; `auto` is WebGPU where there is a GPU, else WASM.
 *
 * @param onFailure told of a GPU that fails later
 * @throws Error where neither starts
 */
export async function startBackend(
  choice: AskedBackend,
  onFailure: (message: string) => void,
): Promise<Device> {
  const onWasm = async (because?: string): Promise<Device> => {
    const name = await startWasm();
    return { backend: 'wasm', name, ...(because === undefined ? {} : { because }) };
  };
  if (choice === 'wasm') return onWasm();
  const adapter = await findAdapter();
  if (typeof adapter === 'string') return onWasm(adapter);
  if (choice === 'auto' && describeAdapter(adapter.info).software) {
    return onWasm('the GPU that this browser offers is a program that plays one, and slower');
  }
  try {
    return { backend: 'webgpu', name: await startWebGpu(adapter, onFailure) };
  } catch (error) {
    return onWasm(`the GPU does not start: ${(error as Error).message}`);
  }
}
