import * as tf from '@tensorflow/tfjs-core';
import type { TensorTree } from 'sublinear-optim';
import { beforeAll, describe, expect, it } from 'vitest';
import { EXECUTORS } from '../../test/support/small-training.ts';
import { startBackend } from '../backend/start.ts';
import { compileFindNonFinite, divergenceAt, recordSteps, type StepDone } from './divergence.ts';
import { START, type TrainingRecord } from './record.ts';
import { trainingState } from './step.ts';

const steps = (losses: readonly number[]): StepDone[] =>
  losses.map((loss, i) => ({ loss, sourceTokens: 10 + i, targetTokens: 20 + i }));

const RULE = { aboveStartFor: 3 };

/** Losses that are read in groups of these sizes, as saving now and then makes it. */
function inGroups(losses: readonly number[], sizes: readonly number[], rule = RULE) {
  const all = steps(losses);
  let record: TrainingRecord = START;
  for (const size of sizes) {
    const result = recordSteps(record, all.splice(0, size), rule);
    if (result.diverged !== undefined) return result;
    ({ record } = result);
  }
  return { record };
}

describe('a record after steps', () => {
  it('has their losses and tokens', () => {
    const { record, diverged } = recordSteps(START, steps([5, 4]), undefined);
    expect(diverged).toBeUndefined();
    expect(record).toMatchObject({ step: 2, pending: [5, 4], sourceTokens: 21, targetTokens: 41 });
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    'ends at the first whose loss is %d, whatever comes after it',
    (bad) => {
      const { record, diverged } = recordSteps(START, steps([5, 4, bad, 3, bad]), RULE);
      expect(diverged).toBe('loss');
      expect(record).toMatchObject({ step: 3, pending: [5, 4], sourceTokens: 33 });
    },
  );
});

describe('a loss above that of the first step', () => {
  it.each<[string, number[], number | undefined]>([
    ['in as many steps in a row as are allowed', [5, 6, 7, 8, 9], 4],
    ['in fewer', [5, 6, 7, 5, 6, 7, 4], undefined],
    ['by any amount', [5, 5.001, 5.001, 5.001], 4],
    ['not at all, but equal to it', [5, 5, 5, 5, 5], undefined],
    ['once, and enormous', [5, 4, 1e30, 4, 4, 4, 4], undefined],
    ['after it had been far below', [5, 1, 1, 6, 6, 6, 6], 6],
  ])('%s', (_what, losses, expected) => {
    const { record, diverged } = recordSteps(START, steps(losses), RULE);
    expect(diverged).toBe(expected === undefined ? undefined : 'aboveStart');
    expect(record.step).toBe(expected ?? losses.length);
  });

  it('ends nothing where there is no rule', () => {
    expect(recordSteps(START, steps([1, 2, 3, 4, 5, 6]), undefined).diverged).toBeUndefined();
  });

  it('is found at the same step, with the same record, however losses are read', () => {
    const losses = [5, 6, 4, 6, 7, 8, 9, 9];
    const whole = inGroups(losses, [8]);
    expect(whole).toMatchObject({ diverged: 'aboveStart', record: { step: 6 } });
    for (const sizes of [
      [1, 1, 1, 1, 1, 1, 1, 1],
      [4, 4],
      [5, 2, 1],
      [2, 3, 3],
    ]) {
      expect(inGroups(losses, sizes)).toEqual(whole);
    }
  });
});

describe('what is said of a divergence', () => {
  const dev = [{ step: 2, logPerplexity: 4.5 }];

  it('names the last finite values and their steps', () => {
    const { record } = recordSteps({ ...START, dev }, steps([5, 4, 3, Number.NaN]), RULE);
    expect(divergenceAt('loss', record)).toEqual({
      cause: 'loss',
      firstLoss: 5,
      lastLoss: { step: 3, loss: 3 },
      lastDev: { step: 2, logPerplexity: 4.5 },
    });
    const finite = recordSteps(START, steps([5, 4]), RULE).record;
    expect(divergenceAt('dev', finite)).toEqual({
      cause: 'dev',
      firstLoss: 5,
      lastLoss: { step: 2, loss: 4 },
    });
  });

  it('has none to name where the first loss is none', () => {
    const { record } = recordSteps(START, steps([Number.NaN]), RULE);
    expect(divergenceAt('loss', record)).toEqual({ cause: 'loss' });
  });
});

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

const LARGEST = 3.4028234663852886e38;

/** Entries that are finite, the largest among them, whose sum is not. */
const finite = (...more: number[]): TensorTree => ({
  matrix: tf.tensor2d([LARGEST, LARGEST, -LARGEST, 1e-45, 0, -0], [2, 3]),
  vector: tf.tensor1d([1, ...more, 2]),
});

describe.each(['eager', 'graph'] as const)('on the %s executor', (kind) => {
  const found = async (parameters: TensorTree, optimizerState: TensorTree) => {
    const executor = EXECUTORS[kind](trainingState(parameters, optimizerState));
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
