import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../backend/start.ts';
import { uniformFloats } from './philox.ts';
import { statelessUniform } from './stateless-uniform.ts';

// tfjs itself registers `cpu`, its backend in plain JavaScript.
describe.each(['tensorflow', 'wasm', 'cpu'] as const)('statelessUniform on %s', (backend) => {
  beforeAll(async () => {
    if (backend === 'cpu') await tf.setBackend('cpu');
    else await startBackend({ backend });
    expect(tf.getBackend()).toBe(backend);
  });

  it.each([
    { key: [1, 2], shape: [8] },
    { key: [-1, -(2 ** 31)], shape: [3, 5] },
    { key: [2 ** 31 - 1, -7], shape: [2, 1, 3, 7] },
    { key: [5, 0], shape: [] },
    { key: [5, 0], shape: [4, 0] },
  ])('has the numbers of uniformFloats, key $key, shape $shape', ({ key, shape }) => {
    tf.tidy(() => {
      const result = statelessUniform(shape, tf.tensor1d(key, 'int32'));
      expect(result.shape).toEqual(shape);
      expect(result.dtype).toBe('float32');
      const [first, second] = key as [number, number];
      expect(result.dataSync()).toEqual(uniformFloats(result.size, [first, second]));
    });
  });

  it('takes a key that another operation computed', () => {
    tf.tidy(() => {
      const key = tf.add(tf.tensor1d([3, 4], 'int32'), tf.scalar(1, 'int32')) as tf.Tensor1D;
      expect(statelessUniform([6], key).dataSync()).toEqual(uniformFloats(6, [4, 5]));
    });
  });

  it('leaves nothing behind but its result', () => {
    const key = tf.tensor1d([1, 2], 'int32');
    const before = tf.memory();
    const result = statelessUniform([10], key);
    expect(tf.memory().numTensors).toBe(before.numTensors + 1);
    result.dispose();
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
    key.dispose();
  });
});
