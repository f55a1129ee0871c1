import * as tf from '@tensorflow/tfjs-core';
import { disposeTree, leaf } from 'sublinear-optim';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../backend/start.ts';
import type { Program } from '../executor/executor.ts';
import { graphExecutor } from './executor.ts';

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

/** Adds the sum of `x` to the total, and says what the total was. */
const accumulate: Program = (state, inputs) => ({
  outputs: { before: tf.add(leaf(state, 'sum/total'), 0) },
  state: { 'sum/total': tf.add(leaf(state, 'sum/total'), tf.sum(leaf(inputs, 'x'))) },
});

function accumulator() {
  const executor = graphExecutor({ 'sum/total': tf.scalar(0), 'sum/kept': tf.tensor1d([7, 8]) });
  const run = executor.compile(accumulate);
  const add = (...values: number[]): number => {
    const inputs = { x: tf.tensor1d(values) };
    const outputs = run(inputs);
    const [before] = leaf(outputs, 'before').dataSync();
    disposeTree({ ...inputs, ...outputs });
    return before!;
  };
  return { executor, add };
}

describe('state', () => {
  it('lives from run to run, and through the arrival of new shapes', () => {
    const { executor, add } = accumulator();
    expect([add(1), add(2), add(3, 4), add(5), add(1, 1, 1)]).toEqual([0, 1, 3, 10, 15]);
    const state = executor.read('sum');
    expect(leaf(state, 'total').dataSync()[0]).toBe(18);
    expect([...leaf(state, 'kept').dataSync()]).toEqual([7, 8]);
  });

  it('can be read before anything has run', () => {
    const { executor } = accumulator();
    expect([...leaf(executor.read('sum'), 'kept').dataSync()]).toEqual([7, 8]);
  });

  it('is read before it is replaced, whatever reads it', () => {
    const executor = graphExecutor({ a: tf.scalar(1), b: tf.scalar(2) });
    const swap: Program = ({ a, b }) => ({
      outputs: { both: tf.stack([a!, b!]) },
      state: { a: tf.mul(b!, 1), b: tf.mul(a!, 1) },
    });
    const run = executor.compile(swap);
    const both = () => [...leaf(run({}), 'both').dataSync()];
    expect([both(), both(), both()]).toEqual([
      [1, 2],
      [2, 1],
      [1, 2],
    ]);
  });

  it("is not in JavaScript's memory, which only JavaScript's thread may let go of", () => {
    // TensorFlow takes over memory that begins at a multiple of 64 bytes: one in 16 of these does.
    const over = (memory: Float32Array) =>
      Object.fromEntries(
        Array.from({ length: 16 }, (_, i) => [`x/${i}`, tf.tensor1d(memory.subarray(i, i + 4))]),
      );
    const first = new Float32Array(64).fill(1);
    const executor = graphExecutor(over(first));
    const held = () => {
      const state = Object.values(executor.read('x'));
      return new Set(state.flatMap((tensor) => [...tensor.dataSync()]));
    };
    expect(held()).toEqual(new Set([1]));
    first.fill(2);
    expect(held()).toEqual(new Set([1]));

    const second = new Float32Array(64).fill(3);
    const store: Program = (_state, inputs) => ({ outputs: { done: tf.scalar(1) }, state: inputs });
    executor.compile(store)(over(second));
    expect(held()).toEqual(new Set([3]));
    second.fill(4);
    expect(held()).toEqual(new Set([3]));
  });

  it('leaves no tensors behind', () => {
    const { executor, add } = accumulator();
    add(1);
    const before = tf.memory().numTensors;
    for (let i = 0; i < 5; i++) add(i);
    add(1, 2);
    expect(tf.memory().numTensors).toBe(before);
    executor.dispose();
  });
});

describe('what cannot be traced is refused with the reason', () => {
  const run = (program: Program) =>
    graphExecutor({ a: tf.scalar(1) }).compile(program)({ x: tf.tensor1d([1, 2]) });

  it.each<[string, Program, string]>([
    [
      'reading a value',
      (_, { x }) => ({ outputs: { x: tf.scalar(x!.dataSync()[0]!) } }),
      'a value was read',
    ],
    [
      'an operation without a rule',
      (_, { x }) => ({ outputs: { x: tf.erf(x!) } }),
      'operation Erf',
    ],
    [
      'state that is not there',
      (_, { x }) => ({ outputs: { x: tf.neg(x!) }, state: { z: x! } }),
      'sets "z"',
    ],
  ])('%s', (_what, program, message) => {
    expect(() => run(program)).toThrow(message);
    // The backend that computes is active again.
    expect(tf.getBackend()).toBe('tensorflow');
    expect(tf.add(1, 1).dataSync()[0]).toBe(2);
  });

  it('a tensor from outside', () => {
    const outside = tf.scalar(3);
    expect(() => run((_, { x }) => ({ outputs: { x: tf.mul(x!, outside) } }))).toThrow(
      'from outside',
    );
    expect(outside.dataSync()[0]).toBe(3);
  });
});

it('does not trace a program again for inputs of a signature that it knows', () => {
  let traces = 0;
  const program: Program = (_, { x }) => {
    traces += 1;
    return { outputs: { x: tf.neg(x!) } };
  };
  const executor = graphExecutor({});
  const run = executor.compile(program, [{ x: { shape: [2], dtype: 'float32' } }]);
  for (let i = 0; i < 3; i++) run({ x: tf.tensor1d([1, 2]) });
  expect(traces).toBe(1);
  run({ x: tf.tensor1d([1, 2, 3]) });
  executor.compile(program)({ x: tf.tensor1d([4, 5]) });
  expect(traces).toBe(2);
});

it('tells programs apart, whatever their inputs', () => {
  const executor = graphExecutor({});
  const runs = [tf.neg, tf.square].map((operation) =>
    executor.compile((_, { x }) => ({ outputs: { y: operation(x!) } })),
  );
  const [negated, squared] = runs.map((run) => run({ x: tf.tensor1d([3]) }).y!.dataSync()[0]);
  expect([negated, squared]).toEqual([-3, 9]);
});

it('differentiates what it traces', () => {
  const program: Program = (_, { x }) => {
    const cube = tf.grad((value) => tf.sum(tf.mul(value, tf.square(value))));
    return { outputs: { gradient: cube(x!) } };
  };
  const { gradient } = graphExecutor({}).compile(program)({
    x: tf.tensor1d([1, 2, -3]),
  });
  expect([...gradient!.dataSync()]).toEqual([3, 12, 27]);
});
