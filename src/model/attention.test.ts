import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { relativeError } from '../../test/support/numeric-checks.ts';
import { TINY } from '../../test/support/tiny-model.ts';
import { startBackend } from '../backend/start.ts';
import { normalFloats } from '../ops/philox.ts';
import {
  attentionSublayer,
  causalMask,
  paddingMask,
  projectKeysValues,
  projectQueries,
  projectSelf,
} from './attention.ts';
import type { ModelContext } from './norm.ts';

type Matrix = number[][];

const HIDDEN = Math.fround(-1e9);

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

describe('the masks', () => {
  it('paddingMask hides padding, whatever its id', () => {
    const ids = tf.tensor2d(
      [
        [4, 7, 7],
        [7, 5, 6],
        [4, 5, 6],
      ],
      [3, 3],
      'int32',
    );
    const mask = paddingMask(ids, 7);
    expect(mask.shape).toEqual([3, 1, 1, 3]);
    // Adding 0 makes 0 of -0.
    expect(tf.reshape(tf.add(mask, 0), [3, 3]).arraySync()).toEqual([
      [0, HIDDEN, HIDDEN],
      [HIDDEN, 0, 0],
      [0, 0, 0],
    ]);
  });

  it('causalMask hides what comes after each position', () => {
    expect(causalMask(3).arraySync()).toEqual([
      [
        [
          [0, HIDDEN, HIDDEN],
          [0, 0, HIDDEN],
          [0, 0, 0],
        ],
      ],
    ]);
  });
});

const D_MODEL = TINY.dModel;
const draw = (count: number, stream: number) => Array.from(normalFloats(count, [51, stream]));

function matrix(rows: number, columns: number, stream: number): Matrix {
  const values = draw(rows * columns, stream);
  return Array.from({ length: rows }, (_, row) => values.slice(row * columns, (row + 1) * columns));
}

const dot = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, i) => sum + value * b[i]!, 0);

const product = (a: Matrix, b: Matrix): Matrix =>
  a.map((row) =>
    b[0]!.map((_, column) =>
      dot(
        row,
        b.map((values) => values[column]!),
      ),
    ),
  );

/** softmax(q k^T / sqrt(size)) v for one head of one row of a batch, in float64. */
function exactAttention(q: Matrix, k: Matrix, v: Matrix, sees: (i: number, j: number) => boolean) {
  return q.map((query, i) => {
    const weights = k.map((key, j) =>
      sees(i, j) ? Math.exp(dot(query, key) / Math.sqrt(query.length)) : 0,
    );
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return v[0]!.map(
      (_, column) =>
        dot(
          weights,
          v.map((row) => row[column]!),
        ) / total,
    );
  });
}

function normalise(row: readonly number[], scale: readonly number[], offset: readonly number[]) {
  const mean = row.reduce((sum, value) => sum + value) / row.length;
  const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / row.length;
  return row.map(
    (value, i) => ((value - mean) / Math.sqrt(variance + 1e-6)) * scale[i]! + offset[i]!,
  );
}

describe('attentionSublayer', () => {
  const BATCH = 2;
  const LENGTH = 3;
  const POSITIONS = 5;
  const weights = {
    query: matrix(D_MODEL, D_MODEL, 1),
    key: matrix(D_MODEL, D_MODEL, 2),
    value: matrix(D_MODEL, D_MODEL, 3),
    output: matrix(D_MODEL, D_MODEL, 4),
  };
  const scale = draw(D_MODEL, 5);
  const offset = draw(D_MODEL, 6);
  /** Rows of the batch one after another. */
  const x = matrix(BATCH * LENGTH, D_MODEL, 7);
  const memory = matrix(BATCH * POSITIONS, D_MODEL, 8);
  /** Of memory's positions, which each row of the batch sees. */
  const seen = [
    [true, true, true, true, true],
    [true, false, true, false, false],
  ];

  const contextWith = (heads: number): ModelContext => ({
    config: { ...TINY, heads },
    parameters: {
      ...Object.fromEntries(
        Object.entries(weights).map(([name, values]) => [`here/${name}`, tf.tensor2d(values)]),
      ),
      'here/norm/scale': tf.tensor1d(scale),
      'here/norm/offset': tf.tensor1d(offset),
    },
  });

  /** `x` after the sub-layer; `lookedUp` rows of the batch one after another. */
  function exactSublayer(
    heads: number,
    lookedUp: Matrix,
    sees: (row: number, i: number, j: number) => boolean,
  ): number[] {
    const normalised = x.map((row) => normalise(row, scale, offset));
    const size = D_MODEL / heads;
    const positions = lookedUp.length / BATCH;
    const merged: Matrix = x.map(() => []);
    for (let row = 0; row < BATCH; row++) {
      for (let head = 0; head < heads; head++) {
        const part = (all: Matrix, length: number) =>
          all
            .slice(row * length, (row + 1) * length)
            .map((values) => values.slice(head * size, (head + 1) * size));
        const result = exactAttention(
          part(product(normalised, weights.query), LENGTH),
          part(product(lookedUp, weights.key), positions),
          part(product(lookedUp, weights.value), positions),
          (i, j) => sees(row, i, j),
        );
        for (const [i, values] of result.entries()) merged[row * LENGTH + i]!.push(...values);
      }
    }
    return product(merged, weights.output).flatMap((values, i) =>
      values.map((value, column) => x[i]![column]! + value),
    );
  }

  // Products of 8 by 8 matrices of numbers around 1, and one exponential.
  const TOLERANCE = 2e-6;

  it.each([1, 2, 4, 8])('looks up memory as defined, with %i heads', (heads) => {
    tf.tidy(() => {
      const context = contextWith(heads);
      const mask = tf.reshape(
        tf.tensor2d(seen.map((row) => row.map((visible) => (visible ? 0 : HIDDEN)))),
        [BATCH, 1, 1, POSITIONS],
      );
      const found = attentionSublayer(context, 'here', tf.tensor2d(x), mask, (normalised) => ({
        queries: projectQueries(context, 'here', normalised, BATCH),
        ...projectKeysValues(context, 'here', tf.tensor2d(memory), BATCH),
      }));
      expect(found.shape).toEqual([BATCH * LENGTH, D_MODEL]);
      const expected = exactSublayer(heads, memory, (row, _, j) => seen[row]![j]!);
      expect(relativeError(found.dataSync(), expected)).toBeLessThan(TOLERANCE);
    });
  });

  it('looks at its own past as defined', () => {
    tf.tidy(() => {
      const context = contextWith(2);
      const found = attentionSublayer(
        context,
        'here',
        tf.tensor2d(x),
        causalMask(LENGTH),
        (normalised) => projectSelf(context, 'here', normalised, BATCH),
      );
      const normalised = x.map((row) => normalise(row, scale, offset));
      const expected = exactSublayer(2, normalised, (_, i, j) => j <= i);
      expect(relativeError(found.dataSync(), expected)).toBeLessThan(TOLERANCE);
    });
  });
});
