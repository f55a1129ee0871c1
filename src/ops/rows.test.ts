import * as tf from '@tensorflow/tfjs-core';
import { disposeTree, leaf } from 'sublinear-optim';
import { beforeAll, describe, expect, it } from 'vitest';
import { relativeError } from '../../test/support/numeric-checks.ts';
import { startBackend } from '../backend/start.ts';
import { eagerExecutor } from '../executor/eager.ts';
import type { Program } from '../executor/executor.ts';
import { graphExecutor } from '../graph/executor.ts';
import { normalFloats } from './philox.ts';
import { embeddingLookup, updateRows } from './rows.ts';

const VOCABULARY = 6;
const FEATURES = 3;
const table = Array.from(normalFloats(VOCABULARY * FEATURES, [41, 0]));
/** Row 2 four times, 5 twice, 0 and 3 once, 1 and 4 never. */
const IDS = [2, 5, 2, 2, 0, 3, 5, 2];

describe.each([
  // The gradient takes another path on each.
  { backend: 'tensorflow', sumsSegments: true },
  { backend: 'wasm', sumsSegments: false },
] as const)('embeddingLookup on $backend', ({ backend, sumsSegments }) => {
  beforeAll(async () => {
    await startBackend({ backend });
    expect(tf.getKernel('UnsortedSegmentSum', backend) !== undefined).toBe(sumsSegments);
  });

  it.each([[[8]], [[2, 4]], [[2, 2, 2]]])('takes rows by ids of shape %j', (shape) => {
    tf.tidy(() => {
      const rows = embeddingLookup(
        tf.tensor2d(table, [VOCABULARY, FEATURES]),
        tf.tensor(IDS, shape, 'int32'),
      );
      expect(rows.shape).toEqual([...shape, FEATURES]);
      expect([...rows.dataSync()]).toEqual(
        IDS.flatMap((id) => table.slice(id * FEATURES, (id + 1) * FEATURES)),
      );
    });
  });

  it.each([[[8]], [[2, 4]], [[2, 2, 2]]])(
    'adds up the gradients of repeated ids, shape %j',
    (shape) => {
      const incoming = Array.from(normalFloats(IDS.length * FEATURES, [41, 1]));
      const expected = new Float64Array(VOCABULARY * FEATURES);
      for (const [position, id] of IDS.entries()) {
        for (let i = 0; i < FEATURES; i++) {
          expected[id * FEATURES + i]! += incoming[position * FEATURES + i]!;
        }
      }
      tf.tidy(() => {
        const ids = tf.tensor(IDS, shape, 'int32');
        const gradient = tf.grad((rows) =>
          tf.sum(tf.mul(embeddingLookup(rows, ids), tf.tensor(incoming, [...shape, FEATURES]))),
        )(tf.tensor2d(table, [VOCABULARY, FEATURES]));
        expect(gradient.shape).toEqual([VOCABULARY, FEATURES]);
        expect(gradient.dtype).toBe('float32');
        expect(relativeError(gradient.dataSync(), expected)).toBeLessThan(5e-7);
      });
    },
  );

  it('adds up over two lookups of one table, as where source and target share it', () => {
    tf.tidy(() => {
      const [source, target] = [tf.tensor1d([1, 2], 'int32'), tf.tensor1d([2, 4], 'int32')];
      const gradient = tf.grad((rows) =>
        tf.add(
          tf.sum(embeddingLookup(rows, source)),
          tf.mul(tf.sum(embeddingLookup(rows, target)), 10),
        ),
      )(tf.tensor2d(table, [VOCABULARY, FEATURES]));
      const rowOf = (value: number) => new Array(FEATURES).fill(value);
      expect(gradient.arraySync()).toEqual([0, 1, 11, 0, 10, 0].map(rowOf));
    });
  });
});

const program: Program = (_state, { table, rows, values }) => ({
  outputs: { table: updateRows(table!, rows as tf.Tensor1D, values!) },
});

describe.each([
  ['tensorflow', eagerExecutor],
  ['tensorflow', graphExecutor],
  ['wasm', eagerExecutor],
] as const)('updateRows on %s, with %o', (backend, executorOf) => {
  it('replaces rows again and again, and leaves no tensors behind', async () => {
    await startBackend({ backend });
    const executor = executorOf({});
    const update = executor.compile(program);
    let table: tf.Tensor = tf.zeros([4, 3]);
    const before = tf.memory().numTensors;
    const expected = Array.from({ length: 4 }, () => [0, 0, 0]);
    for (let turn = 1; turn <= 20; turn++) {
      const changed = [turn % 4, (turn + 2) % 4];
      const values = changed.map((row) => [turn, row, -turn]);
      const inputs = { table, rows: tf.tensor1d(changed, 'int32'), values: tf.tensor2d(values) };
      const outputs = update(inputs);
      disposeTree(inputs);
      table = leaf(outputs, 'table');
      for (const [i, row] of changed.entries()) expected[row] = values[i]!;
      expect(await table.array()).toEqual(expected);
    }
    expect(tf.memory().numTensors).toBe(before);
    table.dispose();
    executor.dispose();
  });
});
