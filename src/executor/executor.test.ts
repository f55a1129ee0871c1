import * as tf from '@tensorflow/tfjs-core';
import { disposeTree, leaf } from 'sublinear-optim';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../backend/start.ts';
import { graphExecutor } from '../graph/executor.ts';
import { eagerExecutor } from './eager.ts';
import type { Program } from './executor.ts';

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

const increment: Program = (state) => ({
  outputs: { before: tf.sum(leaf(state, 'count/a')) },
  state: { 'count/a': tf.add(leaf(state, 'count/a'), 1) },
});

describe.each([
  ['eager', eagerExecutor],
  ['graph', graphExecutor],
])('writing state from outside into the %s executor', (_name, create) => {
  const counter = () =>
    create({ 'count/a': tf.tensor1d([1, 2]), 'count/b': tf.scalar(3), 'other/a': tf.scalar(4) });
  const run = (executor: ReturnType<typeof counter>) =>
    disposeTree(executor.compile(increment)({}));
  const values = (executor: ReturnType<typeof counter>, prefix: string) =>
    Object.fromEntries(
      Object.entries(executor.read(prefix)).map(([name, tensor]) => [name, [...tensor.dataSync()]]),
    );

  it('replaces what is named, and nothing else', () => {
    const executor = counter();
    executor.write('count', { a: tf.tensor1d([5, 6]) });
    expect(values(executor, 'count')).toEqual({ a: [5, 6], b: [3] });
    expect(values(executor, 'other')).toEqual({ a: [4] });
  });

  it('is what the next run works on', () => {
    const executor = counter();
    run(executor);
    executor.write('count', { a: tf.tensor1d([10, 20]) });
    run(executor);
    expect(values(executor, 'count')).toEqual({ a: [11, 21], b: [3] });
  });

  it('puts back, bit for bit, what was read', () => {
    const executor = counter();
    run(executor);
    const before = values(executor, 'count');
    const read = executor.read('count');
    run(executor);
    executor.write('count', read);
    expect(values(executor, 'count')).toEqual(before);
  });

  it('leaves the tensors that it was given to the caller', () => {
    const executor = counter();
    run(executor);
    const before = tf.memory().numTensors;
    const given = { a: tf.tensor1d([5, 6]) };
    executor.write('count', given);
    disposeTree(given);
    expect(tf.memory().numTensors).toBe(before);
    expect(values(executor, 'count')).toEqual({ a: [5, 6], b: [3] });
  });

  it('refuses what is not there, and what has another shape', () => {
    const executor = counter();
    expect(() => executor.write('count', { c: tf.scalar(1) })).toThrow('count/c');
    expect(() => executor.write('count', { a: tf.scalar(1) })).toThrow('count/a');
    expect(values(executor, 'count')).toEqual({ a: [1, 2], b: [3] });
  });
});
