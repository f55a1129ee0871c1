import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../backend/start.ts';
import { oneHot } from './one-hot.ts';

describe.each(['tensorflow', 'wasm'] as const)('oneHot on %s', (backend) => {
  beforeAll(async () => {
    await startBackend({ backend });
  });

  it.each([
    ['a scalar', [], [2], [0, 0, 1]],
    ['a matrix', [2, 2], [0, 1, 2, 1], [1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0]],
  ])('marks the index of %s', (_what, shape, indices, expected) => {
    const result = oneHot(tf.tensor(indices, shape, 'int32'), 3);
    expect(result.dtype).toBe('float32');
    expect(result.shape).toEqual([...shape, 3]);
    expect([...result.dataSync()]).toEqual(expected);
  });

  it('marks nothing for an index outside', () => {
    expect([...oneHot(tf.scalar(7, 'int32'), 3).dataSync()]).toEqual([0, 0, 0]);
    expect([...oneHot(tf.scalar(-1, 'int32'), 3, 1, 0.5).dataSync()]).toEqual([0.5, 0.5, 0.5]);
  });

  it('has a depth of one, too', () => {
    const result = oneHot(tf.tensor1d([0, -1], 'int32'), 1, 2, 3);
    expect(result.shape).toEqual([2, 1]);
    expect([...result.dataSync()]).toEqual([2, 3]);
  });
});
