import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../../src/backend/start.ts';
import { type Decay, decayWeights } from './decay.ts';

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

const weightsAt = (decay: Decay, step: number) =>
  tf.tidy(() => {
    const { old, fresh } = decayWeights(decay, tf.scalar(step));
    return { old: old.dataSync()[0]!, fresh: fresh.dataSync()[0]! };
  });

const DECAYS: Decay[] = [{ beta2: 0.999 }, { beta2: 0.9 }, { power: 0.8 }, { power: 1 }];

describe.each(DECAYS)('decayWeights %j', (decay) => {
  it('gives the old average no weight at the first step', () => {
    expect(weightsAt(decay, 1).old).toBe(0);
    expect(weightsAt(decay, 1).fresh).toBeCloseTo(1, 6);
  });

  it.each([1, 2, 10, 1000, 100_000])('adds up to 1 at t = %i', (t) => {
    const { old, fresh } = weightsAt(decay, t);
    expect(old + fresh).toBeCloseTo(1, 6);
  });
});

it.each([2, 3, 50, 5000])('is the corrected decay of Algorithm 3 at t = %i', (t) => {
  const expected = (1 - 0.999) / (1 - 0.999 ** t);
  expect(weightsAt({ beta2: 0.999 }, t).fresh / expected).toBeCloseTo(1, 5);
});

it.each([2, 3, 50, 5000])('is 1 - t^-0.8 of Algorithm 6 at t = %i', (t) => {
  expect(weightsAt({ power: 0.8 }, t).fresh / t ** -0.8).toBeCloseTo(1, 5);
});
