import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../../src/backend/start.ts';
import { adafactor, NAMED, type OptimizerName } from './named.ts';
import { type PlainTree, rootMeanSquares, toTensors, worstRelativeError } from './testing.ts';
import { applyUpdates, type GradientTransform, initialState } from './transform.ts';
import { disposeTree } from './tree.ts';

/*
 * The named optimisers beside those of torch.optim and of optax, on parameters that move. Where a
 * definition differs, `DIFFERENCES` says how, and corrects for it.
 */

type Values = Readonly<Record<string, readonly number[]>>;

/** What ../vectors/make_vectors.py writes. */
type Vectors = {
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  readonly parameters: Values;
  readonly gradients: readonly Values[];
  readonly cases: readonly {
    readonly name: string;
    readonly optimizer: OptimizerName;
    readonly options: object & { readonly learningRate: number };
    readonly updates: readonly Values[];
  }[];
};

const { shapes, parameters, gradients, cases } = JSON.parse(
  readFileSync(new URL('../vectors/optimizers.vectors.json', import.meta.url), 'utf8'),
) as Vectors;

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

/** Exchanges the first two axes of a tensor of rank 3. */
function exchanged({ shape, values }: PlainTree[string]): PlainTree[string] {
  const [first, second, third] = shape as [number, number, number];
  const result = new Array<number>(values.length);
  for (let i = 0; i < first; i++) {
    for (let j = 0; j < second; j++) {
      for (let k = 0; k < third; k++) {
        result[(j * first + i) * third + k] = values[(i * second + j) * third + k]!;
      }
    }
  }
  return { shape: [second, first, third], values: result };
}

/**
 * How a tensor must be turned to mean the same to both sides. optax factors the two largest axes of
 * a tensor, the authors of Adafactor and we the last two: in [4, 2, 3] these are others, and in
 * [2, 4, 3] they are the same.
 */
const DIFFERENCES: Partial<Record<OptimizerName, Readonly<Record<string, typeof exchanged>>>> = {
  adafactor: { turned: exchanged },
};

function prepared(values: Values, optimizer: OptimizerName): PlainTree {
  return Object.fromEntries(
    Object.entries(values).map(([name, list]) => {
      const plain = { shape: shapes[name]!, values: list };
      return [name, DIFFERENCES[optimizer]?.[name]?.(plain) ?? plain];
    }),
  );
}

/** The updates of `transform` at each step, with the parameters following them. */
function trajectory(transform: GradientTransform, optimizer: OptimizerName): Values[] {
  let current = toTensors(prepared(parameters, optimizer));
  let state = initialState(transform, current);
  const read = gradients.map((gradient, i) => {
    const before = { current, state };
    const { updates, ...next } = tf.tidy(() => {
      const context = { parameters: current, step: tf.scalar(i + 1) };
      const result = transform.update(toTensors(prepared(gradient, optimizer)), state, context);
      return { ...result, current: applyUpdates(current, result.updates) };
    });
    ({ current, state } = next);
    disposeTree(before.current);
    disposeTree(before.state);
    const values = Object.fromEntries(
      Object.entries(updates).map(([name, tensor]) => [name, [...tensor.dataSync()]]),
    );
    disposeTree(updates);
    return values;
  });
  disposeTree(current);
  disposeTree(state);
  return read;
}

describe.each(cases)('$name', ({ optimizer, options, updates }) => {
  it('gives the updates of the peer', () => {
    const actual = trajectory(NAMED[optimizer].build(options), optimizer);
    for (const [step, expected] of updates.entries()) {
      for (const [name, { values }] of Object.entries(prepared(expected, optimizer))) {
        // An element whose terms cancel is as exact as its tensor, not as what is left of it.
        const error = worstRelativeError(actual[step]![name]!, values, rootMeanSquares(values));
        expect(error).toBeLessThan(1e-5);
      }
    }
  });
});

it('needs its corrections: without them the updates differ', () => {
  const { options, updates } = cases.find(({ name }) => name === 'Adafactor')!;
  const gradient = { turned: gradients[0]!.turned! };
  const turned = toTensors({ turned: { shape: shapes.turned!, values: gradient.turned } });
  const transform = adafactor.build(options);
  const difference = tf.tidy(() => {
    const context = {
      parameters: toTensors({ turned: { shape: shapes.turned!, values: parameters.turned! } }),
      step: tf.scalar(1),
    };
    const result = transform.update(turned, initialState(transform, turned), context);
    return worstRelativeError([...result.updates.turned!.dataSync()], updates[0]!.turned!);
  });
  expect(difference).toBeGreaterThan(0.01);
});
