import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { runWebGpuKernel, type WebGpuKernel } from './webgpu-kernel.ts';

const KERNEL = 'SumRowsByIndex';

/**
 * A call for each element of the rows. That of an id's first row adds up its column over all rows
 * with the same id, in order, so that the sum is the same each time. TensorFlow.js's own kernel adds
 * in whatever order the device runs it.
 */
const SUM_ROWS: WebGpuKernel = {
  name: 'sublinear/sum-rows-by-index',
  inputs: ['rows', 'ids'],
  startsFromZeros: true,
  code: `
    fn main(index : i32) {
      let count = uniforms.rowsShape.x;
      let features = uniforms.rowsShape.y;
      let first = index / features;
      if (first >= count) {
        return;
      }
      let id = ids[first];
      if (id < 0 || id >= uniforms.outShape.x) {
        return;
      }
      for (var row = 0; row < first; row++) {
        if (ids[row] == id) {
          return;
        }
      }
      let feature = index % features;
      var sum = 0.0;
      for (var row = first; row < count; row++) {
        if (ids[row] == id) {
          sum += rows[row * features + feature];
        }
      }
      result[id * features + feature] = sum;
    }
  `,
};

/** What this kernel needs of the WASM backend, whose memory JavaScript can write. */
type WritableBackend = Pick<BackendWasm, 'makeOutput' | 'typedArrayFromHeap'>;

/** In JavaScript, on WASM, which has no kernel of TensorFlow.js's own for it. */
function wasmSumRows(
  backend: WritableBackend,
  rows: tf.TensorInfo,
  ids: tf.TensorInfo,
  count: number,
) {
  const [, features] = rows.shape as [number, number];
  const sums = backend.makeOutput([count, features], 'float32');
  const heap = (info: tf.TensorInfo) => backend.typedArrayFromHeap(info);
  const [into, from] = [heap(sums).fill(0), heap(rows)];
  for (const [row, id] of heap(ids).entries()) {
    if (id < 0 || id >= count) continue;
    for (let i = 0; i < features; i++) into[id * features + i]! += from[row * features + i]!;
  }
  return sums;
}

type Call = Parameters<tf.KernelFunc>[0];
const countOf = ({ attrs }: Call): number => (attrs as unknown as { count: number }).count;

const KERNELS: Readonly<Record<string, tf.KernelFunc>> = {
  webgpu: (call) => {
    const rows = call.inputs.rows!;
    const shape = [countOf(call), rows.shape[1]!];
    const calls = tf.util.sizeFromShape(rows.shape);
    return runWebGpuKernel(call.backend, SUM_ROWS, [rows, call.inputs.ids!], calls, shape);
  },
  wasm: (call) => {
    const backend = call.backend as WritableBackend;
    return wasmSumRows(backend, call.inputs.rows!, call.inputs.ids!, countOf(call));
  },
};

for (const [backendName, kernelFunc] of Object.entries(KERNELS)) {
  if (tf.getKernel(KERNEL, backendName) !== undefined) continue;
  tf.registerKernel({ kernelName: KERNEL, backendName, kernelFunc });
}

/**
 * Adds up the rows of the same id.
 *
 * @param rows [rows, features]
 * @param ids int32 [rows], from 0 to less than `count`
 * @returns [count, features]
 */
export function sumRows(rows: tf.Tensor2D, ids: tf.Tensor1D, count: number): tf.Tensor {
  return tf.getKernel(KERNEL, tf.getBackend()) === undefined
    ? tf.unsortedSegmentSum(rows, ids, count)
    : tf.engine().runKernel(KERNEL, { rows, ids }, { count });
}
