import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { registerKernels, runKernel, runWebGpuKernel, type WebGpuKernel } from './kernels.ts';

/*
 * Rows of matrices by index: sums, look-up and update.
 */

const SUM_BY_INDEX = 'SumRowsByIndex';

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

/** On WASM, which has no kernel of TensorFlow.js's own for it, in JavaScript. */
const wasmSumRows: tf.KernelFunc = ({ inputs, backend, attrs }) => {
  // JavaScript can write to the memory of this backend.
  const wasm = backend as Pick<BackendWasm, 'makeOutput' | 'typedArrayFromHeap'>;
  const { count } = attrs as unknown as { count: number };
  const [, features] = inputs.rows!.shape as [number, number];
  const sums = wasm.makeOutput([count, features], 'float32');
  const heap = (info: tf.TensorInfo) => wasm.typedArrayFromHeap(info);
  const [into, from] = [heap(sums).fill(0), heap(inputs.rows!)];
  for (const [row, id] of heap(inputs.ids!).entries()) {
    if (id < 0 || id >= count) continue;
    for (let i = 0; i < features; i++) into[id * features + i]! += from[row * features + i]!;
  }
  return sums;
};

const webGpuSumRows: tf.KernelFunc = ({ inputs, backend, attrs }) => {
  const rows = inputs.rows!;
  const shape = [(attrs as unknown as { count: number }).count, rows.shape[1]!];
  const calls = tf.util.sizeFromShape(rows.shape);
  return runWebGpuKernel(backend, SUM_ROWS, [rows, inputs.ids!], calls, shape);
};

registerKernels(SUM_BY_INDEX, { webgpu: webGpuSumRows, wasm: wasmSumRows });

/**
 * Adds up the rows of the same id.
 *
 * @param rows [rows, features]
 * @param ids int32 [rows], from 0 to less than `count`
 * @returns [count, features]
 */
export function sumRows(rows: tf.Tensor2D, ids: tf.Tensor1D, count: number): tf.Tensor {
  return (
    runKernel(SUM_BY_INDEX, { rows, ids }, { count }) ?? tf.unsortedSegmentSum(rows, ids, count)
  );
}

/**
 * Rows of `table` by index. The gradient adds the rows of the incoming one up by index.
 *
 * @param table [vocabulary, features]
 * @param ids int32, any shape
 * @returns [...ids.shape, features]
 */
export function embeddingLookup(table: tf.Tensor, ids: tf.Tensor): tf.Tensor {
  const lookup = tf.customGrad((...inputs) => {
    const [rows, save] = inputs as [tf.Tensor, tf.GradSaveFunc];
    save([ids]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [vocabulary, features] = rows.shape as [number, number];
      const index = tf.reshape(saved[0]!, [-1]) as tf.Tensor1D;
      return sumRows(tf.reshape(dy, [-1, features]), index, vocabulary);
    };
    return { value: tf.gather(rows, ids), gradFunc };
  });
  return lookup(table);
}

/**
 * `table` with `values` in the rows `rows`. Takes over `table`, which must not be used again: in a
 * graph the rows are written where they are, since a copy of a large table would take longer than
 * everything else that is done with it. So in a graph `table` must be an input of the program, or made
 * from one by reshaping, and never a part of its state.
 *
 * @param table [rows, ...]
 * @param rows int32 [count]; where one occurs twice, its values must be the same
 * @param values [count, ...]
 */
export function updateRows(table: tf.Tensor, rows: tf.Tensor1D, values: tf.Tensor): tf.Tensor {
  return (
    runKernel('UpdateRows', { table, rows, values }) ??
    tf.tensorScatterUpdate(table, tf.expandDims(rows, 1), values)
  );
}
