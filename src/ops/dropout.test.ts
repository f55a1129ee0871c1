import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../backend/start.ts';
import { type DropoutSource, dropout, keepMask } from './dropout.ts';
import { randomBytes, siteSeed } from './philox.ts';

const source = (seed: number, step: number): DropoutSource => ({
  seed,
  step: tf.scalar(step, 'int32'),
});

/** `dropout` of ones: 0 where an element goes, 1 / (1 - rate) where it stays. */
function mask(size: number, rate: number, site: string, seed: number, step: number): number[] {
  return tf.tidy(() => [...dropout(tf.ones([size]), rate, site, source(seed, step)).dataSync()]);
}

describe.each(['tensorflow', 'wasm'] as const)('dropout on %s', (backend) => {
  beforeAll(async () => {
    await startBackend({ backend });
  });

  it('keeps the elements whose byte is at least its share of 256, and scales them', () => {
    const bytes = randomBytes(12, [siteSeed(3, 'here'), 7]);
    // The fourth lowest of the bytes: three elements go, its own stays.
    const threshold = bytes.toSorted()[3]!;
    const rate = threshold / 256;
    const x = Array.from({ length: 12 }, (_, i) => i - 5.5);
    const expected = x.map((value, i) => (bytes[i]! >= threshold ? value / (1 - rate) : 0));
    const found = tf.tidy(() =>
      dropout(tf.tensor(x, [3, 4]), rate, 'here', source(3, 7)).arraySync(),
    );
    expect((found as number[][]).flat()).toEqual(expected.map((value) => expect.closeTo(value, 5)));
    expect(expected.filter((value) => value === 0)).toHaveLength(3);
  });

  it.each([0.1, 0.5, 0.9])('drops a share of %d, rounded to 1/256, and keeps the mean', (asked) => {
    const size = 100_000;
    const rate = Math.round(asked * 256) / 256;
    const values = mask(size, asked, 'here', 1, 1);
    const dropped = values.filter((value) => value === 0).length / size;
    const fiveSigma = 5 * Math.sqrt((rate * (1 - rate)) / size);
    expect(dropped).closeTo(rate, fiveSigma);
    const mean = values.reduce((total, value) => total + value, 0) / size;
    expect(mean).closeTo(1, fiveSigma / (1 - rate));
  });

  it('repeats the mask of a seed, site and step, and of nothing else', () => {
    const first = mask(64, 0.5, 'a', 1, 1);
    expect(mask(64, 0.5, 'a', 1, 1)).toEqual(first);
    expect(mask(64, 0.5, 'b', 1, 1), 'site').not.toEqual(first);
    expect(mask(64, 0.5, 'a', 2, 1), 'seed').not.toEqual(first);
    expect(mask(64, 0.5, 'a', 1, 2), 'step').not.toEqual(first);
  });

  it('has a gradient that passes the same mask', () => {
    tf.tidy(() => {
      const x = tf.linspace(-1, 1, 20);
      const weights = tf.linspace(3, 5, 20);
      const gradient = tf.grad((input) =>
        tf.sum(tf.mul(dropout(input, 0.4, 'here', source(2, 9)), weights)),
      )(x);
      const expected = tf.mul(dropout(tf.ones([20]), 0.4, 'here', source(2, 9)), weights);
      expect(gradient.dataSync()).toEqual(expected.dataSync());
      expect(expected.dataSync().filter((value) => value === 0).length).toBeGreaterThan(0);
    });
  });

  it('returns its input where nothing is to be dropped', () => {
    const x = tf.ones([3]);
    const here = source(1, 1);
    expect(dropout(x, 0.5, 'here', undefined)).toBe(x);
    expect(dropout(x, 0, 'here', here)).toBe(x);
    tf.dispose([x, here.step]);
  });
});

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
