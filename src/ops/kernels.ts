import type { WebGPUBackend, WebGPUProgram } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';

/*
 * Operations of our own, beside those of TensorFlow.js.
 */

/** Registers an operation by the names of the backends that have it; a second time does nothing. */
export function registerKernels(
  kernelName: string,
  kernels: Readonly<Record<string, tf.KernelFunc>>,
): void {
  for (const [backendName, kernelFunc] of Object.entries(kernels)) {
    if (tf.getKernel(kernelName, backendName) !== undefined) continue;
    tf.registerKernel({ kernelName, backendName, kernelFunc });
  }
}

/** Runs an operation of our own; undefined where the active backend does not have it. */
export function runKernel(
  name: string,
  inputs: Record<string, tf.Tensor>,
  attributes?: tf.NamedAttrMap,
): tf.Tensor | undefined {
  if (tf.getKernel(name, tf.getBackend()) === undefined) return undefined;
  return tf.engine().runKernel(name, inputs, attributes);
}

const WORKGROUP_SIZE = 64;

/** An operation of our own on WebGPU: a WGSL function that is called once for each index. */
export type WebGpuKernel = {
  /** Names the code: the same name must always come with the same code. */
  readonly name: string;
  /** What the code calls its inputs, each an array of numbers, row after row. */
  readonly inputs: readonly string[];
  /** Whether the result holds zeros at first; otherwise the code must write all of it. */
  readonly startsFromZeros: boolean;
  /**
   * WGSL that defines `fn main(index : i32)` and writes the array `result`, float32. TensorFlow.js
   * puts the arrays before it, and `uniforms` with `size`, the number of elements of the result,
   * `outShape`, its shape, and that of each input, such as `rowsShape`. Workgroups are whole, so
   * `index` goes beyond the calls asked for.
   */
  readonly code: string;
};

/**
 * Runs `kernel` once for each index from 0 to `calls` - 1.
 *
 * @param backend the backend called `webgpu`
 * @param shape of the result
 */
export function runWebGpuKernel(
  backend: unknown,
  { name, inputs, startsFromZeros, code }: WebGpuKernel,
  tensors: readonly tf.TensorInfo[],
  calls: number,
  shape: readonly number[],
): tf.TensorInfo {
  const webGpu = backend as WebGPUBackend;
  const outputShape = [...shape];
  const result = startsFromZeros
    ? tf.engine().runKernel('Fill', {}, { shape: outputShape, value: 0, dtype: 'float32' })
    : webGpu.makeTensorInfo(outputShape, 'float32');
  const program: WebGPUProgram = {
    shaderKey: name,
    variableNames: [...inputs],
    outputShape,
    size: true,
    workgroupSize: [WORKGROUP_SIZE, 1, 1],
    dispatchLayout: { x: outputShape.map((_, axis) => axis) },
    dispatch: [Math.ceil(calls / WORKGROUP_SIZE), 1, 1],
    getUserCode: () => code,
  };
  return webGpu.runWebGPUProgram(
    program,
    [...tensors],
    'float32',
    undefined,
    result as tf.TensorInfo,
  );
}
