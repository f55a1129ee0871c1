import * as tf from '@tensorflow/tfjs-core';
import { disposeTree, leaf } from 'sublinear-optim';
import { describe, expect, it } from 'vitest';
import { startBackend } from '../backend/start.ts';
import { eagerExecutor } from '../executor/eager.ts';
import type { Program } from '../executor/executor.ts';
import { graphExecutor } from '../graph/executor.ts';
import { updateRows } from './update-rows.ts';

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
