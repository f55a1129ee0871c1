import type { WebGPUBackend, WebGPUProgram } from '@tensorflow/tfjs-backend-webgpu';
import { engine, type TensorInfo } from '@tensorflow/tfjs-core';

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
  tensors: readonly TensorInfo[],
  calls: number,
  shape: readonly number[],
): TensorInfo {
  const webGpu = backend as WebGPUBackend;
  const outputShape = [...shape];
  const result = startsFromZeros
    ? engine().runKernel('Fill', {}, { shape: outputShape, value: 0, dtype: 'float32' })
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
  return webGpu.runWebGPUProgram(program, [...tensors], 'float32', undefined, result as TensorInfo);
}
