import * as tf from '@tensorflow/tfjs-core';
import {
  disposeTree,
  type LinkConfig,
  schedules,
  type TensorTree,
  withPrefix,
} from 'sublinear-optim';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  ADAFACTOR,
  ADAM,
  EXECUTORS,
  type ExecutorKind,
  SGD,
  smallModel,
  startTraining,
} from '../../test/support/small-training.ts';
import { DROPPING, exampleRows, SYMBOLS, TINY } from '../../test/support/tiny-model.ts';
import { startBackend } from '../backend/start.ts';
import { assembleBatch, type BucketedBatching } from '../data/batches.ts';
import type { TokenBatch } from '../model/batch.ts';
import type { ModelConfig } from '../model/config.ts';
import { beginStep, compileStep } from './compiled-step.ts';
import { accumulatingProgram, emptySums, OPTIMIZER, PARAMETERS, trainingProgram } from './step.ts';

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

/** Sentences of 1 to 7 symbols, so that the batches of a step differ in their share of tokens. */
const EXAMPLES = exampleRows(24, 7);

/** Batches of two sentences, of several lengths. */
const SMALL: BucketedBatching = { kind: 'bucketed', tokens: 24, lengths: [10, 11, 12] };

const small = (position: number): TokenBatch =>
  assembleBatch(
    EXAMPLES.slice(2 * position, 2 * position + 2),
    2,
    SMALL.lengths[position % SMALL.lengths.length]!,
    SYMBOLS,
  );

/** The sentences of four small batches. */
const BIG: BucketedBatching = { kind: 'bucketed', tokens: 96, lengths: [12] };

const big = (position: number): TokenBatch =>
  assembleBatch(EXAMPLES.slice(8 * position, 8 * position + 8), 8, 12, SYMBOLS);

type Setup = {
  readonly links: LinkConfig[];
  readonly kind: ExecutorKind;
  readonly config?: ModelConfig;
  /** Batches of a step. */
  readonly count: number;
  readonly batch: (position: number) => TokenBatch;
  readonly batching?: BucketedBatching;
  /** What `state` gave; the start unless given. */
  readonly from?: TensorTree;
};

function trainer({ links, kind, config = TINY, count, batch, batching = SMALL, from }: Setup) {
  const model = smallModel(config);
  const { options, state } = startTraining(links, schedules.constantSchedule(0.05), model);
  const accumulation =
    count > 1 ? { batches: count, program: accumulatingProgram(options) } : undefined;
  const executor = EXECUTORS[kind]({
    ...(from ?? state),
    ...(accumulation === undefined ? {} : emptySums(model.initialParameters(1))),
  });
  const step = compileStep(executor, batching, { program: trainingProgram(options), accumulation });
  const source = { batchesPerEpoch: 99, batch, close: () => {} };
  return {
    train: async (number: number) => {
      const { inputs, ...tokens } = beginStep(source, number, step.accumulation);
      const { loss } = step.take(inputs);
      const [value] = await loss!.data();
      disposeTree({ ...inputs, loss: loss! });
      return { loss: value!, ...tokens };
    },
    /** All that a checkpoint keeps. */
    state: (): TensorTree => ({
      ...withPrefix(PARAMETERS, executor.read(PARAMETERS)),
      ...withPrefix(OPTIMIZER, executor.read(OPTIMIZER)),
    }),
    dispose: executor.dispose,
  };
}

const values = (tree: TensorTree) =>
  Object.fromEntries(Object.entries(tree).map(([name, tensor]) => [name, [...tensor.dataSync()]]));

/** The largest difference between two trees, relative to the largest entry of each tensor. */
function worstDifference(a: TensorTree, b: TensorTree): number {
  const [left, right] = [values(a), values(b)];
  return Math.max(
    ...Object.entries(left).map(([name, entries]) => {
      const scale = Math.max(...entries.map(Math.abs), 1e-30);
      return Math.max(...entries.map((entry, i) => Math.abs(entry - right[name]![i]!) / scale));
    }),
  );
}

describe.each(['eager', 'graph'] as const)('on the %s executor', (kind) => {
  it.each([
    ['SGD', SGD],
    ['Adam', ADAM],
    ['Adafactor', ADAFACTOR],
  ])('steps of %s on four batches are those on one of all their sentences', async (_, links) => {
    const whole = trainer({ links, kind, count: 1, batch: big, batching: BIG });
    const parts = trainer({ links, kind, count: 4, batch: small });
    const start = parts.state();
    for (let step = 1; step <= 3; step++) {
      const [one, four] = [await whole.train(step), await parts.train(step)];
      expect(four.sourceTokens).toBe(one.sourceTokens);
      expect(four.targetTokens).toBe(one.targetTokens);
      expect(Math.abs(four.loss / one.loss - 1)).toBeLessThan(1e-5);
    }
    expect(worstDifference(parts.state(), whole.state())).toBeLessThan(1e-5);
    expect(worstDifference(parts.state(), start)).toBeGreaterThan(1e-2);
    whole.dispose();
    parts.dispose();
  });

  it('goes on from a checkpoint, which has no sums, as if it had never stopped', async () => {
    const setup = { links: ADAM, kind, config: DROPPING, count: 3, batch: small };
    const whole = trainer(setup);
    for (let step = 1; step <= 2; step++) await whole.train(step);
    const resumed = trainer({ ...setup, from: whole.state() });
    for (let step = 3; step <= 4; step++) {
      expect(await resumed.train(step)).toEqual(await whole.train(step));
    }
    expect(values(resumed.state())).toEqual(values(whole.state()));
    whole.dispose();
    resumed.dispose();
  });

  it('leaves no tensors behind', async () => {
    const { train, dispose } = trainer({ links: ADAM, kind, count: 3, batch: small });
    await train(1);
    const before = tf.memory().numTensors;
    for (let step = 2; step <= 4; step++) await train(step);
    expect(tf.memory().numTensors).toBe(before);
    dispose();
  });
});

describe('dropout', () => {
  /** The loss of the first step on `count` batches that are all the same. */
  const lossOf = async (count: number) => {
    const { train, dispose } = trainer({
      links: SGD,
      kind: 'eager',
      config: DROPPING,
      count,
      batch: () => small(2),
    });
    const { loss } = await train(1);
    dispose();
    return loss;
  };

  it('draws other masks for each batch of a step', async () => {
    const [one, two, three] = [await lossOf(1), await lossOf(2), await lossOf(3)];
    // Were the masks the same, so would be the means over the same batch.
    expect(Math.abs(two / one - 1)).toBeGreaterThan(1e-4);
    expect(Math.abs(three / two - 1)).toBeGreaterThan(1e-4);
  });
});
