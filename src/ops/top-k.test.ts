import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../backend/start.ts';
import { normalFloats } from './philox.ts';
import { topK } from './top-k.ts';

const ROWS = 5;

/** What a row is sorted into, of equals the first column first. */
function expected(row: readonly number[], k: number): { values: number[]; indices: number[] } {
  const indices = [...row.keys()].sort((a, b) => row[b]! - row[a]! || a - b).slice(0, k);
  return { values: indices.map((column) => row[column]!), indices };
}

describe.each(['tensorflow', 'wasm'] as const)('topK on %s', (backend) => {
  beforeAll(async () => {
    await startBackend({ backend });
  });

  it.each([
    { columns: 640, k: 10, of: 'blocks of 32' },
    { columns: 176, k: 10, of: 'blocks of 16' },
    { columns: 88, k: 10, of: 'blocks of 8' },
    { columns: 88, k: 11, of: 'too few blocks' },
    { columns: 101, k: 10, of: 'a number of columns without blocks' },
    { columns: 12, k: 12, of: 'every column' },
  ])('finds the largest of each row: $of', ({ columns, k }) => {
    const x = tf.tensor2d(normalFloats(ROWS * columns, [3, columns]), [ROWS, columns]);
    const rows = x.arraySync().map((row) => expected(row, k));
    const { values, indices } = topK(x, k);
    expect(values.arraySync()).toEqual(rows.map((row) => row.values));
    expect(indices.dtype).toBe('int32');
    expect(indices.arraySync()).toEqual(rows.map((row) => row.indices));
  });

  it('takes the first columns where all are equal', () => {
    expect(topK(tf.zeros([2, 320]), 4).indices.arraySync()).toEqual([
      [0, 1, 2, 3],
      [0, 1, 2, 3],
    ]);
  });

  it('finds what lies in one block', () => {
    const row = Array.from({ length: 320 }, (_, column) => (column < 32 ? 1000 - column : -column));
    expect(topK(tf.tensor2d([row]), 9).indices.arraySync()).toEqual([[0, 1, 2, 3, 4, 5, 6, 7, 8]]);
  });
});
