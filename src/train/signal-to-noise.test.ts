import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../backend/start.ts';
import { signalToNoise } from './probe.ts';

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

const ratio = (values: number[][], axis: -1 | -2) =>
  tf.tidy(() => signalToNoise(tf.tensor2d(values), axis).dataSync()[0]!);

/** E[V]^2 / Var[V] of a list, in float64. */
function ratioOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return mean ** 2 / (values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

describe('signalToNoise', () => {
  const matrix = [
    [1, 2, 4],
    [100, 90, 130],
  ];

  it('is the mean of the ratios of rows, and of columns', () => {
    const rows = (ratioOf(matrix[0]!) + ratioOf(matrix[1]!)) / 2;
    const columns = [0, 1, 2].map((i) => ratioOf(matrix.map((row) => row[i]!)));
    expect(ratio(matrix, -1) / rows).toBeCloseTo(1, 5);
    expect(ratio(matrix, -2) / (columns.reduce((sum, value) => sum + value) / 3)).toBeCloseTo(1, 5);
  });

  it('does not depend on the scale, down to where squares would be 0', () => {
    const small = matrix.map((row) => row.map((value) => value * 1e-25));
    for (const axis of [-1, -2] as const) {
      expect(ratio(small, axis) / ratio(matrix, axis)).toBeCloseTo(1, 5);
    }
  });

  it('leaves out what has no noise, and what is all 0', () => {
    const some = [[3, 3, 3], [0, 0, 0], matrix[0]!];
    expect(ratio(some, -1) / ratioOf(matrix[0]!)).toBeCloseTo(1, 5);
    expect(ratio([[3, 3]], -1)).toBeNaN();
    expect(ratio([[0, 0]], -1)).toBeNaN();
  });

  it('is of the last two axes of a stack', () => {
    const stack = tf.tidy(() =>
      signalToNoise(
        tf.tensor3d([matrix, matrix.map((row) => row.map((v) => v * 7))]),
        -1,
      ).dataSync(),
    );
    expect(stack[0]! / ratio(matrix, -1)).toBeCloseTo(1, 5);
  });
});
