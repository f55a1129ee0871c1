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
import { uniformFloats } from './philox.ts';
import { webGpuStatelessUniform } from './stateless-uniform-webgpu.ts';
import { tensorFlowOperation } from './tensorflow-operation.ts';

const KERNEL = 'StatelessRandomUniform';

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

/** On TensorFlow, its own operation. */
function tensorFlowKernel({ inputs, backend, attrs }: KernelCall): TensorInfo {
  const shape = (attrs as { shape: number[] }).shape;
  const sizes = engine().makeTensor(Int32Array.from(shape), [shape.length], 'int32');
  const types = { dtype: 'float32', T: 'int32', Tseed: 'int32' } as const;
  const [result] = tensorFlowOperation(backend, KERNEL, types, [sizes, inputs.key!], 1);
  sizes.dispose();
  return result!;
}

/** Elsewhere, the same numbers computed in JavaScript. */
function javaScriptKernel({ inputs, backend, attrs }: KernelCall): TensorInfo {
  const { readSync, write } = backend as ReadableBackend;
  const shape = (attrs as { shape: number[] }).shape;
  const [first, second] = readSync.call(backend, inputs.key!.dataId);
  const values = uniformFloats(util.sizeFromShape(shape), [first!, second!]);
  return { dataId: write.call(backend, values, shape, 'float32'), shape, dtype: 'float32' };
}

/** On WebGPU, the same numbers computed there: uploading them would take longer than a step. */
function webGpuKernel({ inputs, backend, attrs }: KernelCall): TensorInfo {
  return webGpuStatelessUniform(backend, inputs.key!, (attrs as { shape: number[] }).shape);
}

const KERNELS = {
  tensorflow: tensorFlowKernel,
  webgpu: webGpuKernel,
  wasm: javaScriptKernel,
  cpu: javaScriptKernel,
};

for (const [backendName, kernelFunc] of Object.entries(KERNELS)) {
  if (getKernel(KERNEL, backendName) !== undefined) continue;
  registerKernel({ kernelName: KERNEL, backendName, kernelFunc } as KernelConfig);
}

/**
 * Numbers uniform on [0, 1) that depend on `key` only: the same for the same key on every backend.
 *
 * @param shape shape of the result
 * @param key int32 [2]: the seed of the place that draws (see `siteSeed`), and the step
 */
export function statelessUniform(shape: readonly number[], key: Tensor1D): Tensor {
  return engine().runKernel(KERNEL, { key }, { shape: [...shape] });
}
