import * as tf from '@tensorflow/tfjs-core';
import type { TensorTree } from 'sublinear-optim';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../backend/start.ts';
import { eagerExecutor } from '../executor/eager.ts';
import { graphExecutor } from '../graph/executor.ts';
import { compileFindNonFinite } from './non-finite.ts';
import { trainingState } from './programs.ts';

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

const LARGEST = 3.4028234663852886e38;

/** Entries that are finite, the largest among them, whose sum is not. */
const finite = (...more: number[]): TensorTree => ({
  matrix: tf.tensor2d([LARGEST, LARGEST, -LARGEST, 1e-45, 0, -0], [2, 3]),
  vector: tf.tensor1d([1, ...more, 2]),
});

describe.each([
  ['eager', eagerExecutor],
  ['graph', graphExecutor],
])('on the %s executor', (_name, create) => {
  const found = async (parameters: TensorTree, optimizerState: TensorTree) => {
    const executor = create(trainingState(parameters, optimizerState));
    const tensors = tf.memory().numTensors;
    const part = await compileFindNonFinite(executor)();
    // The graph executor takes the state over when it first runs.
    expect(tf.memory().numTensors).toBeLessThanOrEqual(tensors);
    executor.dispose();
    return part;
  };

  it('nothing is found where every entry is finite', async () => {
    expect(await found(finite(), finite())).toBeUndefined();
    expect(await found(finite(), {})).toBeUndefined();
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    'a single %d is found',
    async (value) => {
      expect(await found(finite(value), finite())).toBe('parameters');
      expect(await found(finite(), finite(value))).toBe('optimizerState');
    },
  );
});
