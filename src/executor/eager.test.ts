import * as tf from '@tensorflow/tfjs-core';
import { disposeTree, leaf } from 'sublinear-optim';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { startBackend } from '../backend/start.ts';
import { eagerExecutor } from './eager.ts';
import type { Executor, Program } from './executor.ts';

let executor: Executor;

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

beforeEach(() => {
  executor = eagerExecutor({ 'sum/total': tf.scalar(0), 'sum/kept': tf.scalar(7) });
});

/** Adds `x` to the total, and says what the total was. */
const accumulate: Program = (state, inputs) => ({
  outputs: { before: tf.clone(leaf(state, 'sum/total')) },
  state: { 'sum/total': tf.add(leaf(state, 'sum/total'), leaf(inputs, 'x')) },
});

function add(value: number): number {
  const inputs = { x: tf.scalar(value) };
  const outputs = executor.compile(accumulate)(inputs);
  const [before] = leaf(outputs, 'before').dataSync();
  disposeTree({ ...inputs, ...outputs });
  return before!;
}

it('keeps what a program replaces, and what it leaves out', () => {
  expect([add(2), add(3), add(4)]).toEqual([0, 2, 5]);
  const state = executor.read('sum');
  expect(leaf(state, 'total').dataSync()[0]).toBe(9);
  expect(leaf(state, 'kept').dataSync()[0]).toBe(7);
});

it('gives copies of its state that outlive the next run', () => {
  const { total } = executor.read('sum');
  add(5);
  executor.dispose();
  expect(total!.dataSync()[0]).toBe(0);
});

it('leaves no tensors behind', () => {
  const before = tf.memory().numTensors;
  for (let i = 0; i < 10; i++) add(i);
  expect(tf.memory().numTensors).toBe(before);
  executor.dispose();
  expect(tf.memory().numTensors).toBe(before - 2);
});
