import * as tf from '@tensorflow/tfjs-core';

/** Large enough for every core to be busy, small enough for WASM to take a second. */
const size = 1024;
const repeats = 5;

/**
 * Measures how fast the current backend multiplies two 1024 x 1024 matrices.
 *
 * @returns 10^9 floating-point operations a second, over the fastest of five products
 */
export async function measureMatMul(): Promise<number> {
  const matrix = tf.randomUniform([size, size]);
  let fastestMs = Number.POSITIVE_INFINITY;
  for (let repeat = 0; repeat < repeats; repeat++) {
    const start = performance.now();
    const product = tf.matMul(matrix, matrix);
    await product.data();
    fastestMs = Math.min(fastestMs, performance.now() - start);
    product.dispose();
  }
  matrix.dispose();
  return (2 * size ** 3) / (fastestMs * 1e6);
}
