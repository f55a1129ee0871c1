import * as tf from '@tensorflow/tfjs';
import { adafactor } from 'sublinear-optim';
import { beforeAll, expect, it } from 'vitest';
import { startBackend } from '../../../../src/backend/start.ts';
import { trainRings } from './rings.ts';

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

it('learns, keeps 200 numbers for 1,251 parameters, and leaves nothing behind', async () => {
  const before = tf.memory().numTensors;
  const optimizer = adafactor({ learningRate: 0.03, relativeStep: false });
  const { losses, accuracy, stateBytes } = await trainRings(optimizer, 30);
  expect(losses.at(-1)).toBeLessThan(0.5 * losses[0]!);
  expect(accuracy).toBeGreaterThan(0.8);
  expect(stateBytes).toBe(4 * 200);
  expect(tf.memory().numTensors).toBe(before);
});
