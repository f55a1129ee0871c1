import * as tf from '@tensorflow/tfjs-core';
import { disposeTree, leaf, type TensorTree } from 'sublinear-optim';
import { beforeAll, describe, expect, it } from 'vitest';
import { EXECUTORS } from '../../test/support/small-training.ts';
import { startBackend } from '../backend/start.ts';
import type { Executor, Program } from './executor.ts';

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

const increment: Program = (state) => ({
  outputs: { before: tf.sum(leaf(state, 'count/a')) },
  state: { 'count/a': tf.add(leaf(state, 'count/a'), 1) },
});

describe.each(['eager', 'graph'] as const)('the state of the %s executor', (kind) => {
  const counter = () =>
    EXECUTORS[kind]({
      'count/a': tf.tensor1d([1, 2]),
      'count/b': tf.scalar(3),
      'other/a': tf.scalar(4),
    });
  const run = (executor: Executor): number => {
    const { before } = executor.compile(increment)({});
    const [value] = before!.dataSync();
    before!.dispose();
    return value!;
  };
  const valuesOf = (tree: TensorTree) =>
    Object.fromEntries(
      Object.entries(tree).map(([name, tensor]) => [name, [...tensor.dataSync()]]),
    );
  const values = (executor: Executor, prefix: string) => valuesOf(executor.read(prefix));

  it('keeps what a program replaces, and what it leaves out', () => {
    const executor = counter();
    expect([run(executor), run(executor), run(executor)]).toEqual([3, 5, 7]);
    expect(values(executor, 'count')).toEqual({ a: [4, 5], b: [3] });
  });

  it('is read as copies that outlive the next run', () => {
    const executor = counter();
    const read = executor.read('count');
    run(executor);
    executor.dispose();
    expect(valuesOf(read)).toEqual({ a: [1, 2], b: [3] });
  });

  it('leaves no tensors behind', () => {
    const start = tf.memory().numTensors;
    const executor = counter();
    run(executor);
    const before = tf.memory().numTensors;
    for (let i = 0; i < 10; i++) run(executor);
    expect(tf.memory().numTensors).toBe(before);
    executor.dispose();
    expect(tf.memory().numTensors).toBe(start);
  });

  it('has what is written from outside, and nothing else is changed', () => {
    const executor = counter();
    executor.write('count', { a: tf.tensor1d([5, 6]) });
    expect(values(executor, 'count')).toEqual({ a: [5, 6], b: [3] });
    expect(values(executor, 'other')).toEqual({ a: [4] });
  });

  it('is what the next run works on, when it was written from outside', () => {
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
