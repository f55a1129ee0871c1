import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../backend/start.ts';
import { keepMask } from './keep-mask.ts';
import { randomBytes } from './philox.ts';

// tfjs itself registers `cpu`, its backend in plain JavaScript.
describe.each(['tensorflow', 'wasm', 'cpu'] as const)('keepMask on %s', (backend) => {
  beforeAll(async () => {
    if (backend === 'cpu') await tf.setBackend('cpu');
    else await startBackend({ backend });
    expect(tf.getBackend()).toBe(backend);
  });

  it.each([
    { key: [1, 2], shape: [8], rate: 0.5, threshold: 128 },
    { key: [-1, -(2 ** 31)], shape: [3, 5], rate: 0.1, threshold: 26 },
    { key: [2 ** 31 - 1, -7], shape: [2, 1, 3, 7], rate: 0.999, threshold: 255 },
    { key: [5, 0], shape: [], rate: 0.3, threshold: 77 },
    { key: [5, 0], shape: [4, 0], rate: 0.3, threshold: 77 },
  ])(
    'drops the bytes below $threshold at rate $rate, shape $shape',
    ({ key, shape, rate, threshold }) => {
      tf.tidy(() => {
        const mask = keepMask(shape, rate, tf.tensor1d(key, 'int32'));
        expect(mask.shape).toEqual(shape);
        expect(mask.dtype).toBe('float32');
        const [first, second] = key as [number, number];
        const scale = Math.fround(256 / (256 - threshold));
        const expected = Array.from(randomBytes(mask.size, [first, second]), (byte) =>
          byte < threshold ? 0 : scale,
        );
        expect([...mask.dataSync()]).toEqual(expected);
      });
    },
  );

  it('takes a key that another operation computed', () => {
    tf.tidy(() => {
      const key = tf.add(tf.tensor1d([3, 4], 'int32'), tf.scalar(1, 'int32')) as tf.Tensor1D;
      const same = keepMask([60], 0.5, tf.tensor1d([4, 5], 'int32'));
      expect(keepMask([60], 0.5, key).dataSync()).toEqual(same.dataSync());
    });
  });

  it('leaves nothing behind but its result', () => {
    const key = tf.tensor1d([1, 2], 'int32');
    const before = tf.memory();
    const result = keepMask([10], 0.5, key);
    expect(tf.memory().numTensors).toBe(before.numTensors + 1);
    result.dispose();
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
    key.dispose();
  });
});
