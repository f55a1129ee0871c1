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

if (tf.getKernel(KERNEL, 'webgpu') === undefined) {
  tf.registerKernel({
    kernelName: KERNEL,
    backendName: 'webgpu',
    kernelFunc: ({ inputs, backend, attrs }) => {
      const rows = inputs.rows!;
      const shape = [(attrs as { count: number }).count, rows.shape[1]!];
      const calls = tf.util.sizeFromShape(rows.shape);
      return runWebGpuKernel(backend, SUM_ROWS, [rows, inputs.ids!], calls, shape);
    },
  });
}

/**
 * Adds up the rows of the same id, on WebGPU.
 *
 * @param rows [rows, features]
 * @param ids int32 [rows]; rows of an id that is negative or not below `count` are left out
 * @returns [count, features]
 */
export function webGpuSumRows(rows: tf.Tensor, ids: tf.Tensor1D, count: number): tf.Tensor {
  return tf.engine().runKernel(KERNEL, { rows, ids }, { count });
}
