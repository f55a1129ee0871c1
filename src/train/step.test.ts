import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { ADAFACTOR, ADAM, losses, trainerFor } from '../../test/support/small-training.ts';
import { startBackend } from '../backend/start.ts';

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

describe.each([
  ['Adam', ADAM],
  ['Adafactor', ADAFACTOR],
])('training with %s', (_name, links) => {
  it('learns a batch by heart', async () => {
    const curve = await losses(links, 100);
    expect(curve[0]).toBeGreaterThan(2);
    expect(Math.min(...curve.slice(-10))).toBeLessThan(0.6 * curve[0]!);
  });

  it('keeps the number of tensors the same over 50 steps', async () => {
    const executor = trainerFor(links);
    await executor.train(1);
    const before = tf.memory().numTensors;
    for (let step = 2; step <= 51; step++) await executor.train(step);
    expect(tf.memory().numTensors).toBe(before);
    executor.dispose();
  });

  it('frees every tensor when it is disposed', async () => {
    const before = tf.memory().numTensors;
    const executor = trainerFor(links);
    await executor.train(1);
    executor.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('gives the same losses, bit for bit, for the same seed, and others for another', async () => {
    expect(await losses(links, 5)).toEqual(await losses(links, 5));
    expect(await losses(links, 5, 2)).not.toEqual(await losses(links, 5));
  });

  it('gives the same losses eagerly and as a graph, dropout included', async () => {
    const eager = await losses(links, 20, 1, 'eager');
    const graph = await losses(links, 20, 1, 'graph');
    for (const [step, loss] of graph.entries()) {
      expect(Math.abs(loss / eager[step]! - 1)).toBeLessThan(1e-5);
    }
  });

  it('gives the same losses as a graph, bit for bit, for the same seed', async () => {
    expect(await losses(links, 5, 1, 'graph')).toEqual(await losses(links, 5, 1, 'graph'));
  });
});
