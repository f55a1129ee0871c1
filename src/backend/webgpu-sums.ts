import * as tf from '@tensorflow/tfjs-core';

/**
 * Has WebGPU add in one order, so that runs of the same configuration repeat. Otherwise it splits small
 * products into parts, which are added in whatever order the device runs them. The backend's package
 * must be loaded.
 */
export function addInOneOrder(): void {
  // Below 1/2 no product counts as small.
  tf.env().set('WEBGPU_THRESHOLD_TO_INCREASE_WORKGROUPS_FOR_MATMUL', 0.25);
}
