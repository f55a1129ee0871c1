import * as tf from '@tensorflow/tfjs-core';
import { leaf, type TensorTree } from 'sublinear-optim';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../backend/start.ts';
import type { BatchSource } from '../data/batch-source.ts';
import { eagerExecutor } from '../executor/eager.ts';
import type { Program } from '../executor/executor.ts';
import { compileFindNonFinite } from './divergence.ts';
import { type DevBleuPoint, START, type TrainingRecord } from './record.ts';
import { type Training, train } from './trainer.ts';

/*
 * The loop alone, around a step whose loss is one parameter.
 */

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

/** Batches of 30 source and 20 target tokens. */
const BATCHES: BatchSource = {
  batchesPerEpoch: 100,
  batch: () => ({
    rows: 1,
    length: 1,
    source: Int32Array.of(4),
    targetInput: Int32Array.of(2),
    targetOutput: Int32Array.of(3),
    sourceTokens: 30,
    targetTokens: 20,
  }),
  close: () => {},
};

type Change = (x: tf.Tensor) => tf.Tensor;

/** The loss is the parameter before the step. */
function programOf(change: Change): Program {
  return (state) => ({
    outputs: { loss: tf.clone(leaf(state, 'parameters/x')) },
    state: {
      'parameters/x': change(leaf(state, 'parameters/x')),
      'optimizer/v': tf.square(leaf(state, 'optimizer/v')),
    },
  });
}

type Options = {
  readonly change?: Change;
  /** The optimiser's state, which every step squares. */
  readonly v?: number;
  readonly config?: Partial<Training['config']>;
  readonly logPerplexity?: number;
  readonly record?: TrainingRecord;
  /** A step to be stopped after. */
  readonly stopAfter?: number;
  /** Steps between two translations of the development set. */
  readonly translateEvery?: number;
};

/** A score to be known by. */
const bleuOf = (score: number): DevBleuPoint['bleu'] => ({
  score,
  precisions: [0, 0, 0, 0],
  brevityPenalty: 1,
  systemLength: 1,
  referenceLength: 1,
  signature: 'of the test',
});

async function trained(options: Options = {}) {
  const { change = (x) => tf.mul(x, 0.9), v = 1, config, logPerplexity = 3 } = options;
  const { translateEvery } = options;
  const initial: TensorTree = { 'parameters/x': tf.scalar(5), 'optimizer/v': tf.scalar(v) };
  const executor = eagerExecutor(initial);
  const saved: number[] = [];
  let done = 0;
  const outcome = await train({
    config: { steps: 20, rateMultiplier: 1, seed: 1, logEvery: 4, evaluateEvery: 10, ...config },
    step: { take: executor.compile(programOf(change)) },
    findNonFinite: compileFindNonFinite(executor),
    batches: BATCHES,
    record: options.record ?? START,
    afterStep: () => {},
    evaluate: async () => logPerplexity,
    ...(translateEvery === undefined
      ? {}
      : { translate: { every: translateEvery, score: async (step: number) => bleuOf(step) } }),
    save: async ({ step }) => {
      saved.push(step);
    },
    saveEvery: 6,
    stopRequested: () => done === options.stopAfter,
    observer: {
      step: (step) => {
        done = step;
      },
      loss: () => {},
      dev: () => {},
    },
  });
  executor.dispose();
  return { outcome, saved, steps: done };
}

describe('training', () => {
  it('is done after all its steps, logged, evaluated and saved when it should be', async () => {
    const { outcome, saved } = await trained();
    expect(outcome.status).toBe('completed');
    const { record } = outcome;
    expect(record).toMatchObject({ step: 20, sourceTokens: 600, targetTokens: 400 });
    expect(record.losses.map(({ step }) => step)).toEqual([4, 8, 10, 12, 16, 20]);
    expect(record.dev.map(({ step }) => step)).toEqual([10, 20]);
    expect(saved).toEqual([6, 10, 12, 18, 20]);
  });

  it('is given up where the loss stays above its start', async () => {
    const { outcome } = await trained({
      change: (x) => tf.mul(x, 1.1),
      config: { divergence: { aboveStartFor: 5 } },
    });
    expect(outcome).toMatchObject({ status: 'diverged', cause: 'aboveStart', record: { step: 6 } });
  });

  it('is given up at the next look where an optimiser has overflowed, though losses fall', async () => {
    // 1e20 at the start, 1e40 after the first step.
    const { outcome } = await trained({ v: 1e20 });
    expect(outcome).toMatchObject({
      status: 'diverged',
      cause: 'optimizerState',
      record: { step: 4 },
    });
  });

  it.each<[string, Change]>([
    ['NaN', (x) => tf.log(tf.neg(x))],
    ['infinite', (x) => tf.div(x, 0)],
  ])('is given up where its very last step makes a parameter %s', async (_what, change) => {
    const { outcome } = await trained({ change, config: { steps: 1 } });
    expect(outcome).toMatchObject({
      status: 'diverged',
      cause: 'parameters',
      record: { step: 1, watch: { last: 5 } },
    });
  });

  it('is given up where the development set has no log-perplexity', async () => {
    const { outcome, saved } = await trained({ logPerplexity: Number.NaN });
    expect(outcome).toMatchObject({ status: 'diverged', cause: 'dev', record: { step: 10 } });
    expect(outcome.record.dev).toEqual([]);
    expect(saved).toEqual([6]);
  });
});

describe('training that is to end early', () => {
  it.each<[string, Training['config']['stopAt'], string, number]>([
    ['after a step', { steps: 7 }, 'steps', 7],
    ['after so many tokens, 50 a step', { tokens: 351 }, 'tokens', 8],
    [
      'at a log-perplexity, which is looked at every ten steps',
      { devLogPerplexity: 3 },
      'devLogPerplexity',
      10,
    ],
    ['after so much time', { seconds: 1e-9 }, 'seconds', 1],
    ['at whatever comes first', { steps: 9, tokens: 300, seconds: 1e6 }, 'tokens', 6],
    ['by the limit that no machine changes, of two', { tokens: 50, seconds: 1e-9 }, 'tokens', 1],
    ['at nothing that is reached', { tokens: 1001, devLogPerplexity: 2.9 }, 'steps', 20],
    ['with its schedule, which no limit makes longer', { steps: 1000 }, 'steps', 20],
  ])('ends %s', async (_what, stopAt, endedBy, step) => {
    const { outcome, saved } = await trained({ config: { stopAt } });
    expect(outcome).toMatchObject({ status: 'completed', endedBy, record: { step } });
    // Logged, evaluated and saved, as the last step of all is.
    const { losses, dev, devTimes, pending, seconds } = outcome.record;
    expect(losses.at(-1)?.step).toBe(step);
    expect(dev.at(-1)?.step).toBe(step);
    expect(devTimes?.at(-1)).toEqual({ step, seconds });
    expect(pending).toEqual([]);
    expect(saved.at(-1)).toBe(step);
  });

  it.each<[Training['config']['stopAt'], number[]]>([
    [{ tokens: 351 }, [3, 6, 8]],
    [{ devLogPerplexity: 3 }, [3, 6, 9, 10]],
    [{ steps: 9 }, [3, 6, 9]],
  ])('has the BLEU of its last step, too: %o', async (stopAt, steps) => {
    const { outcome } = await trained({ config: { stopAt }, translateEvery: 3 });
    const expected = steps.map((step) => ({ step, bleu: bleuOf(step) }));
    expect(outcome.record.devBleu).toEqual(expected);
  });

  it.each([{ tokens: 351 }, { devLogPerplexity: 3 }])(
    'has nothing to do when it is started again: %o',
    async (stopAt) => {
      const { outcome } = await trained({ config: { stopAt } });
      const again = await trained({ config: { stopAt }, record: outcome.record });
      expect(again).toEqual({ outcome, saved: [], steps: 0 });
    },
  );

  it('goes on when the limit was raised', async () => {
    const { outcome } = await trained({ config: { stopAt: { steps: 7 } } });
    const { record } = outcome;
    const longer = await trained({ config: { stopAt: { steps: 13 } }, record });
    expect(longer.outcome).toMatchObject({ endedBy: 'steps', record: { step: 13 } });
  });

  it('goes on to the next step from one that was saved, and not evaluated', async () => {
    const { record } = (await trained({ stopAfter: 6 })).outcome;
    const { outcome } = await trained({ config: { stopAt: { tokens: 300 } }, record });
    expect(outcome).toMatchObject({ endedBy: 'tokens', record: { step: 7 } });
  });

  it('counts the time of all its starts', async () => {
    const limit = 1000;
    const part = await trained({ stopAfter: 3, config: { stopAt: { seconds: limit } } });
    expect(part.outcome.status).toBe('interrupted');
    const record = { ...part.outcome.record, seconds: limit - 1e-9 };
    const { outcome } = await trained({ config: { stopAt: { seconds: limit } }, record });
    expect(outcome).toMatchObject({ endedBy: 'seconds', record: { step: 4 } });
  });

  it('has a time at every point of the development curve, rising', async () => {
    const { record } = (await trained({ config: { evaluateEvery: 5 } })).outcome;
    expect(record.devTimes?.map(({ step }) => step)).toEqual([5, 10, 15, 20]);
    const seconds = record.devTimes!.map((point) => point.seconds);
    expect(seconds).toEqual(seconds.toSorted((a, b) => a - b));
    expect(seconds.at(-1)).toBe(record.seconds);
  });
});
