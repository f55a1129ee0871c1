import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { packageFolder, packageVersion } from '../platform/checkout.ts';
import { describeAdapter, type WebGpuAdapter } from './adapter.ts';
import { addInOneOrder } from './webgpu-sums.ts';

/**
 * What it costs to compute on a software adapter, measured with SwiftShader on two cores in products
 * of two 256 x 256 matrices: 0.1 against 60 GFLOP/s.
 */
export const softwareAdapterCost =
  'no GPU but a program that plays one, hundreds of times slower than TensorFlow';

let gpu: GPU | undefined;

/** Dawn's implementation of WebGPU, under the names that browsers give it. */
async function openGpu(): Promise<GPU> {
  if (gpu !== undefined) return gpu;
  const { create, globals } = await import('webgpu').catch((error) => {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new Error('the optional npm package webgpu is not installed; `npm ci` installs it', {
      cause: error,
    });
  });
  Object.assign(globalThis, globals);
  gpu = create([]);
  // Node has a `navigator` of its own from version 21 on.
  const scope = globalThis as { navigator?: object };
  scope.navigator ??= {};
  Object.defineProperty(scope.navigator, 'gpu', { value: gpu, configurable: true });
  return gpu;
}

/**
 * The adapter that `startWebGpu` would take: the fastest that the machine's drivers offer.
 *
 * @throws Error where WebGPU does not load or no driver offers an adapter
 */
export async function findWebGpuAdapter(): Promise<WebGpuAdapter> {
  const adapter = await (await openGpu()).requestAdapter({ powerPreference: 'high-performance' });
  if (adapter === null) {
    throw new Error(
      'no driver offers a GPU here; WebGPU needs one for Vulkan, Metal or Direct3D 12, ' +
        'and on Linux the Vulkan loader, which Debian has as libvulkan1',
    );
  }
  return describeAdapter(adapter.info);
}

/**
 * Makes WebGPU the current backend: through Dawn in Node, so for GPUs of any vendor. Tensors can be
 * read asynchronously only (`data`, not `dataSync`).
 *
 * @throws Error where WebGPU does not load or no driver offers an adapter
 */
export async function startWebGpu() {
  const adapter = await findWebGpuAdapter();
  // Registers the gradients of every operation, which the backend leaves out.
  await import('@tensorflow/tfjs');
  await import('@tensorflow/tfjs-backend-webgpu');
  addInOneOrder();
  if (!(await tf.setBackend('webgpu'))) throw new Error(`${adapter.name} gave no device`);
  await tf.ready();
  endOnFailure((tf.backend() as WebGPUBackend).device);
  return {
    version: packageVersion(packageFolder('@tensorflow/tfjs-backend-webgpu')),
    dawnVersion: packageVersion(packageFolder('webgpu')),
    adapter,
  };
}

const guarded = new WeakSet<GPUDevice>();

/**
 * Ends the process where the device fails. It reports failures, such as memory that has run out,
 * beside the operations that caused them, whose results are then zeros.
 */
function endOnFailure(device: GPUDevice): void {
  if (guarded.has(device)) return;
  guarded.add(device);
  const fail = (message: string) => {
    setImmediate(() => {
      throw new Error(`WebGPU failed: ${message}`);
    });
  };
  device.addEventListener('uncapturederror', ({ error }) => fail(error.message));
  void device.lost.then(({ reason, message }) => {
    if (reason !== 'destroyed') fail(`the device is lost: ${message}`);
  });
}
