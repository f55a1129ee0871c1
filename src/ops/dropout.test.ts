import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../backend/start.ts';
import { type DropoutSource, dropout } from './dropout.ts';
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
