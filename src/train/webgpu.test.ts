import * as tf from '@tensorflow/tfjs-core';
import type { LinkConfig } from 'sublinear-optim';
import { beforeAll, describe, expect, it } from 'vitest';
import { ADAFACTOR, ADAM, losses, trainerFor } from '../../test/support/small-training.ts';
import { LIVELY, SENTENCES, searchIn, tinyModel } from '../../test/support/tiny-model.ts';
import { describeOnWebGpu } from '../../test/support/webgpu.ts';
import { startBackend } from '../backend/start.ts';
import { createSearch, type SearchConfig } from '../decode/search.ts';
import { eagerExecutor } from '../executor/eager.ts';
import { compileFindNonFinite } from './divergence.ts';
import { trainingState } from './step.ts';

const STEPS = 20;

const OPTIMIZERS: [string, LinkConfig[]][] = [
  ['Adam', ADAM],
  ['Adafactor', ADAFACTOR],
];

const SEARCHES: SearchConfig[] = [
  { kind: 'greedy', extraLength: 4 },
  { kind: 'beam', extraLength: 4, beamSize: 4, alpha: 0.6 },
];

async function translations(config: SearchConfig): Promise<number[][]> {
  const [executor, model] = searchIn(tinyModel(LIVELY, 4));
  const limits = { sentences: 4, lengths: [8] };
  const found = await createSearch(executor, model, config, limits)(SENTENCES)();
  executor.dispose();
  return found;
}

await describeOnWebGpu('training and translating', () => {
  const expected = new Map<string, unknown>();

  beforeAll(async () => {
    await startBackend({ backend: 'tensorflow' });
    for (const [name, links] of OPTIMIZERS) expected.set(name, await losses(links, STEPS));
    for (const config of SEARCHES) expected.set(config.kind, await translations(config));
    await startBackend({ backend: 'webgpu' });
  });

  describe.each(OPTIMIZERS)('with %s', (name, links) => {
    // The device's shaders are compiled as they come.
    it('gives the losses of TensorFlow, dropout included', { timeout: 120_000 }, async () => {
      const found = await losses(links, STEPS);
      for (const [step, loss] of (expected.get(name) as number[]).entries()) {
        expect(Math.abs(found[step]! / loss - 1), `step ${step + 1}`).toBeLessThan(1e-5);
      }
    });

    it('gives the same losses, bit for bit, for the same seed', async () => {
      expect(await losses(links, 5)).toEqual(await losses(links, 5));
    });

    it('keeps the number of tensors and the memory of the device the same', async () => {
      const trainer = trainerFor(links);
      const memory = () => {
        const { numTensors, numBytesAllocatedInGPU } = tf.memory() as tf.MemoryInfo & {
          numBytesAllocatedInGPU: number;
        };
        return { numTensors, numBytesAllocatedInGPU };
      };
      for (let step = 1; step <= 5; step++) await trainer.train(step);
      const before = memory();
      expect(before.numBytesAllocatedInGPU).toBeGreaterThan(0);
      for (let step = 6; step <= 15; step++) await trainer.train(step);
      expect(memory()).toEqual(before);
      trainer.dispose();
    });
  });

  it.each<[string, number[], string | undefined]>([
    [
      'nothing among the largest and smallest numbers',
      [3.4028234663852886e38, -1e-38, 0],
      undefined,
    ],
    ['infinity', [1, Number.POSITIVE_INFINITY], 'parameters'],
    ['NaN', [1, Number.NaN], 'parameters'],
  ])('finds %s to be not finite', async (_what, values, expected) => {
    const parameters = { x: tf.tensor1d(values) };
    const executor = eagerExecutor(trainingState(parameters, { v: tf.tensor1d([1, 2]) }));
    expect(await compileFindNonFinite(executor)()).toBe(expected);
    executor.dispose();
  });

  it.each(SEARCHES)(
    'translates as TensorFlow does, $kind',
    { timeout: 120_000 },
    async (config) => {
      const found = await translations(config);
      expect(found).toEqual(expected.get(config.kind));
      expect(new Set(found.flat()).size).toBeGreaterThan(3);
    },
  );
});
