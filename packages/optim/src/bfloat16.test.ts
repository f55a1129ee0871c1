import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { startBackend } from '../../../src/backend/start.ts';
import { nearestBfloat16 } from '../test/successor-references.ts';
import { awkwardGradient } from '../test/transforms.ts';
import { toBfloat16 } from './bfloat16.ts';

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

it('gives the nearest number of bfloat16', () => {
  const values = [1, 1 + 2 ** -9, 1 + 3 * 2 ** -9, -7.1234, 0, 1e-30, 65504, 2 ** 100 * 1.2345];
  const more = [1, 2, 3, 4].flatMap((step) => awkwardGradient([500], step).values);
  const given = [...values, ...more];
  const rounded = tf.tidy(() => [...toBfloat16(tf.tensor1d(given)).dataSync()]);
  expect(rounded).toEqual(given.map(nearestBfloat16));
  expect(rounded.filter((value, i) => value !== Math.fround(given[i]!)).length).toBeGreaterThan(
    1000,
  );
});
