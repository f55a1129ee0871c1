import {
  type DataId,
  engine,
  getKernel,
  type KernelConfig,
  type NamedTensorInfoMap,
  registerKernel,
  type Tensor,
  type Tensor1D,
  type TensorInfo,
  util,
} from '@tensorflow/tfjs-core';
import { type KeepMaskAttributes, webGpuKeepMask } from './keep-mask-webgpu.ts';
import { randomBytes } from './philox.ts';

const KERNEL = 'KeepMask';

/** Values that a byte can have; a share of elements is kept to within half of one of them. */
const BYTE_VALUES = 256;

/** What this kernel needs of a tfjs backend that computes in JavaScript's reach. */
type ReadableBackend = {
  readSync(dataId: DataId): Int32Array;
  write(values: Float32Array, shape: number[], dtype: 'float32'): DataId;
};

type KernelCall = {
  readonly inputs: NamedTensorInfoMap;
  readonly backend: unknown;
  readonly attrs?: unknown;
};

/** In JavaScript, for backends that run operation by operation. */
function javaScriptKernel({ inputs, backend, attrs }: KernelCall): TensorInfo {
  const { readSync, write } = backend as ReadableBackend;
  const { shape, threshold, scale } = attrs as KeepMaskAttributes;
  const [first, second] = readSync.call(backend, inputs.key!.dataId);
  const bytes = randomBytes(util.sizeFromShape([...shape]), [first!, second!]);
  const values = Float32Array.from(bytes, (byte) => (byte < threshold ? 0 : scale));
  const dataId = write.call(backend, values, [...shape], 'float32');
  return { dataId, shape: [...shape], dtype: 'float32' };
}

/** On WebGPU, the same mask computed there: uploading it would take longer than a step. */
function webGpuKernel({ inputs, backend, attrs }: KernelCall): TensorInfo {
  return webGpuKeepMask(backend, inputs.key!, attrs as KeepMaskAttributes);
}

const KERNELS = {
  tensorflow: javaScriptKernel,
  webgpu: webGpuKernel,
  wasm: javaScriptKernel,
  cpu: javaScriptKernel,
};

for (const [backendName, kernelFunc] of Object.entries(KERNELS)) {
  if (getKernel(KERNEL, backendName) !== undefined) continue;
  registerKernel({ kernelName: KERNEL, backendName, kernelFunc } as KernelConfig);
}

/**
 * Dropout's factors: 0 for an element that goes, and 1 / (share that stays) for one that stays.
 *
 * Each element has one random byte, a quarter of a word of Philox, and goes where the byte is below
 * `rate` x 256. So the share that goes is `rate` rounded to a multiple of 1/256: at most 1/512 off,
 * 0.1015625 for 0.1. The factor has the rounded share, so that the mean stays what it was. The bytes
 * depend on `key` only: they are the same on every backend.
 *
 * @param rate from 0 to less than 1
 * @param key int32 [2]: the seed of the place that draws (see `siteSeed`), and the step
 * @returns float32 of `shape`
 */
export function keepMask(shape: readonly number[], rate: number, key: Tensor1D): Tensor {
  const threshold = Math.min(BYTE_VALUES - 1, Math.round(rate * BYTE_VALUES));
  const scale = BYTE_VALUES / (BYTE_VALUES - threshold);
  return engine().runKernel(KERNEL, { key }, { shape: [...shape], threshold, scale });
}
