import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../../src/backend/start.ts';
import { NAMED, type OptimizerName } from './named.ts';
import { type PlainTree, rootMeanSquares, toTensors, worstRelativeError } from './testing.ts';
import { applyUpdates, type GradientTransform, initialState } from './transform.ts';
import { disposeTree } from './tree.ts';

/*
 * The optimisers after Adafactor beside their reference implementations, for 50 steps on parameters
 * that move. What those define otherwise stands in ../vectors/make_successor_vectors.py, and what that
 * leaves here, in `NAMES`.
 */

type Values = Readonly<Record<string, readonly number[]>>;

/** What ../vectors/make_successor_vectors.py writes. */
type Vectors = {
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  readonly steps: number;
  readonly kept: readonly number[];
  readonly cases: readonly {
    readonly name: string;
    readonly optimizer: OptimizerName;
    readonly options: object & { readonly learningRate: number };
    readonly updates: readonly Values[];
  }[];
};

const { shapes, steps, kept, cases } = JSON.parse(
  readFileSync(new URL('../vectors/successors.vectors.json', import.meta.url), 'utf8'),
) as Vectors;

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

/** As `drawn` there makes them: numbers that need 17 binary digits, some of them 0. */
function drawn(seed: number, count: number, size: number, zeros: number): number[] {
  let state = (Math.imul(seed, 2654435761) + 12345) >>> 0;
  const word = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 16;
  };
  return Array.from({ length: count }, () => {
    const [sign, mantissa, chance] = [word(), word(), word()];
    const value = (1 + mantissa / 65536) / 2 ** (Math.floor(sign / 2) % 4);
    return chance % 100 < zeros ? 0 : (sign % 2 === 0 ? size : -size) * value;
  });
}

function tree(seed: number, size: number, zeros: number): PlainTree {
  return Object.fromEntries(
    Object.entries(shapes).map(([name, shape], i) => {
      const count = shape.reduce((product, dimension) => product * dimension, 1);
      return [name, { shape, values: drawn(seed * 10 + i, count, size, zeros) }];
    }),
  );
}

const PARAMETERS = tree(1, 0.5, 0);
const GRADIENTS = Array.from({ length: steps }, (_, step) => tree(step + 2, 1, 10));

/** What tensors must be called here to be to us what they are to the peer. */
const NAMES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'Adam-mini': { tall: 'kernel', wide: 'attention/query', scalar: 'norm/scale' },
  'Adam-mini of embeddings': { tall: 'embedding/all', wide: 'softmax' },
};

/** Updates by what the tensors are called there, at the steps that are kept. */
function trajectory(transform: GradientTransform, names: readonly string[], as: Values | object) {
  const called = as as Readonly<Record<string, string>>;
  const renamed = (plain: PlainTree): PlainTree =>
    Object.fromEntries(names.map((name) => [called[name] ?? name, plain[name]!]));
  let current = toTensors(renamed(PARAMETERS));
  let state = initialState(transform, current);
  const read: Values[] = [];
  for (const [i, gradient] of GRADIENTS.entries()) {
    const before = { current, state };
    const { updates, ...next } = tf.tidy(() => {
      const context = { parameters: current, step: tf.scalar(i + 1) };
      const result = transform.update(toTensors(renamed(gradient)), state, context);
      return { ...result, current: applyUpdates(current, result.updates) };
    });
    ({ current, state } = next);
    disposeTree(before.current);
    disposeTree(before.state);
    if (kept.includes(i + 1)) {
      const values = names.map((name) => [name, [...updates[called[name] ?? name]!.dataSync()]]);
      read.push(Object.fromEntries(values));
    }
    disposeTree(updates);
  }
  disposeTree(current);
  disposeTree(state);
  return read;
}

describe.each(cases)('$name', ({ name: title, optimizer, options, updates }) => {
  it('gives the updates of its reference implementation', () => {
    const names = Object.keys(updates[0]!);
    const actual = trajectory(NAMED[optimizer].build(options), names, NAMES[title] ?? {});
    for (const [i, expected] of updates.entries()) {
      for (const [name, values] of Object.entries(expected)) {
        // An element whose terms cancel is as exact as its tensor, not as what is left of it.
        const error = worstRelativeError(actual[i]![name]!, values, rootMeanSquares(values));
        expect(error, `${name} at step ${kept[i]}`).toBeLessThan(1e-5);
      }
    }
  });
});
