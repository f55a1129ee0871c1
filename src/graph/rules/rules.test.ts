import * as tf from '@tensorflow/tfjs-core';
import type { TensorTree } from 'sublinear-optim';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../backend/start.ts';
import type { Program } from '../../executor/executor.ts';
import { affine } from '../../ops/dense.ts';
import { keepMask } from '../../ops/dropout.ts';
import { normalFloats } from '../../ops/philox.ts';
import { updateRows } from '../../ops/rows.ts';
import { graphExecutor } from '../executor.ts';
import { RULES } from '../trace.ts';

/*
 * Each rule against the kernel that computes the same thing at once, on random inputs.
 */

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

let stream = 0;

function floats(...shape: number[]): tf.Tensor {
  stream += 1;
  return tf.tensor(normalFloats(tf.util.sizeFromShape(shape), [77, stream]), shape);
}

const integers = (...shape: number[]) => tf.cast(tf.mul(floats(...shape), 5), 'int32');
const booleans = (...shape: number[]) => tf.greater(floats(...shape), 0);
const positive = (...shape: number[]) => tf.add(tf.abs(floats(...shape)), 0.1);
/** Also values that are special to a comparison or to a step. */
const special = () => tf.tensor1d([-1, -0, 0, 2, Number.NaN, Number.POSITIVE_INFINITY]);

type Case = {
  kernel: string;
  of: string;
  inputs: TensorTree;
  compute: (i: TensorTree) => tf.Tensor;
};

/** Two arguments by name, as binary operations take them. */
type Binary = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;
type Unary = (x: tf.Tensor) => tf.Tensor;

const unary = (
  kernel: string,
  operation: Unary,
  ...inputs: (readonly [string, () => tf.Tensor])[]
) =>
  inputs.map(([of, make]) => () => ({
    kernel,
    of,
    inputs: { x: make() },
    compute: ({ x }: TensorTree) => operation(x!),
  }));

const binary = (kernel: string, operation: Binary, ...types: (typeof floats)[]) =>
  types.flatMap((make) =>
    [
      [
        [2, 3],
        [2, 3],
      ],
      [
        [4, 1, 3],
        [2, 1],
      ],
      [[], [5]],
    ].map(([a, b]) => () => ({
      kernel,
      of: `${make.name} [${a}] and [${b}]`,
      inputs: { a: make(...a!), b: make(...b!) },
      compute: ({ a, b }: TensorTree) => operation(a!, b!),
    })),
  );

const one = (kernel: string, of: string, make: () => TensorTree, compute: Case['compute']) => [
  () => ({ kernel, of, inputs: make(), compute }),
];

/** The same of floats of one shape. */
const ofFloats = (kernel: string, of: string, shape: readonly number[], operation: Unary) =>
  one(
    kernel,
    of,
    () => ({ x: floats(...shape) }),
    ({ x }) => operation(x!),
  );

const anyFloats = ['floats [3,4]', () => floats(3, 4)] as const;
const someIntegers = ['integers [7]', () => integers(7)] as const;
const somePositive = ['positive floats [3,4]', () => positive(3, 4)] as const;
const specials = ['special values', special] as const;
const given = (...values: number[]) => [`${values}`, () => tf.tensor1d(values, 'int32')] as const;

const reductions = (
  kernel: string,
  operation: (x: tf.Tensor, axis?: number[], keep?: boolean) => tf.Tensor,
  make = floats,
) =>
  [undefined, [0], [-1], [0, 2]].flatMap((axis) =>
    [true, false].flatMap((keep) =>
      one(
        kernel,
        `${make.name} along ${axis ?? 'all'}, ${keep ? 'kept' : 'dropped'}`,
        () => ({ x: make(2, 3, 4) }),
        ({ x }) => operation(x!, axis, keep),
      ),
    ),
  );

const products = [false, true].flatMap((transposeA) =>
  [false, true].flatMap((transposeB) =>
    [[], [3], [3, 2]].flatMap((outer) =>
      one(
        'BatchMatMul',
        `[${outer}] transposed ${transposeA} ${transposeB}`,
        () => ({
          a: floats(...outer, ...(transposeA ? [4, 5] : [5, 4])),
          b: floats(...outer, ...(transposeB ? [6, 4] : [4, 6])),
        }),
        ({ a, b }) => tf.matMul(a!, b!, transposeA, transposeB),
      ),
    ),
  ),
);

const CASES: (() => Case)[] = [
  ...unary('Abs', tf.abs, anyFloats, someIntegers),
  ...unary('Exp', tf.exp, anyFloats),
  ...unary('Expm1', tf.expm1, anyFloats),
  ...unary('Floor', tf.floor, anyFloats),
  ...unary('IsNan', tf.isNaN, specials),
  ...unary('Log', tf.log, somePositive),
  ...unary('Neg', tf.neg, anyFloats, someIntegers),
  ...unary('Relu', tf.relu, anyFloats, someIntegers),
  ...unary('Sigmoid', tf.sigmoid, anyFloats),
  ...unary('Sign', tf.sign, anyFloats, someIntegers),
  ...unary('Sqrt', tf.sqrt, somePositive),
  ...unary('Square', tf.square, anyFloats, someIntegers),
  ...unary('Step', tf.step, anyFloats, specials),
  ...unary('Tanh', tf.tanh, anyFloats),
  ...unary('Softmax', tf.softmax, anyFloats),
  ...unary('ZerosLike', tf.zerosLike, anyFloats, someIntegers),
  ...unary('OnesLike', tf.onesLike, anyFloats, someIntegers),
  ...unary('Identity', (x) => tf.add(tf.clone(x), 1), anyFloats),
  ...binary('Add', tf.add, floats, integers),
  ...binary('Equal', tf.equal, integers, booleans),
  ...binary('FloorDiv', (a, b) => tf.floorDiv(a, tf.add(tf.abs(b), 1)), floats, integers),
  ...binary('Greater', tf.greater, floats, integers),
  ...binary('GreaterEqual', tf.greaterEqual, floats, integers),
  ...binary('Less', tf.less, floats, integers),
  ...binary('LessEqual', tf.lessEqual, floats, integers),
  ...binary('LogicalAnd', tf.logicalAnd, booleans),
  ...binary('LogicalOr', tf.logicalOr, booleans),
  ...binary('Maximum', tf.maximum, floats, integers),
  ...binary('Minimum', tf.minimum, floats, integers),
  ...binary('Multiply', tf.mul, floats, integers),
  ...binary('NotEqual', tf.notEqual, integers),
  ...binary('Pow', tf.pow, positive),
  ...binary('RealDiv', tf.div, positive),
  ...binary('SquaredDifference', tf.squaredDifference, floats),
  ...binary('Sub', tf.sub, floats, integers),
  ...ofFloats('Cast', 'floats to int32', [9], (x) => tf.cast(x, 'int32')),
  ...unary('Cast', (x) => tf.cast(x, 'float32'), ['booleans [9]', () => booleans(9)]),
  ...one(
    'Select',
    'floats by booleans',
    () => ({ c: booleans(3, 4), a: floats(3, 4), b: floats(3, 4) }),
    ({ c, a, b }) => tf.where(c!, a!, b!),
  ),
  ...ofFloats('Reshape', 'an inferred size', [3, 4], (x) => tf.reshape(x, [2, -1])),
  ...ofFloats('ExpandDims', 'axis -1', [3, 4], (x) => tf.expandDims(x, -1)),
  ...ofFloats('ExpandDims', 'axis 1', [3, 4], (x) => tf.expandDims(x, 1)),
  ...ofFloats('Transpose', 'rank 4', [2, 3, 4, 5], (x) => tf.transpose(x, [0, 2, 1, 3])),
  ...ofFloats('Slice', 'to the end', [4, 5], (x) => tf.slice(x, [1, 2], [2, -1])),
  ...ofFloats('SplitV', 'in three', [6, 5], (x) => tf.split(x, 3)[2]!),
  ...ofFloats(
    'SplitV',
    'in parts of given sizes, the last of them',
    [3, 5],
    (x) => tf.split(x, [1, 4], 1)[1]!,
  ),
  ...ofFloats('Tile', 'a matrix', [2, 3], (x) => tf.tile(x, [2, 1])),
  ...one(
    'Concat',
    'axis 1',
    () => ({ a: floats(2, 3), b: floats(2, 4) }),
    ({ a, b }) => tf.concat([a!, b!], 1),
  ),
  ...one(
    'Pack',
    'axis 1',
    () => ({ a: floats(2, 3), b: floats(2, 3) }),
    ({ a, b }) => tf.stack([a!, b!], 1),
  ),
  ...ofFloats('Fill', 'with 7', [2], (x) => tf.add(x, tf.fill([3, 2], 7))),
  ...unary('Range', (x) => tf.add(x, tf.range(3, 11, 2, 'int32')), [
    'integers [4]',
    () => integers(4),
  ]),
  ...reductions('Sum', tf.sum),
  ...reductions('Sum', tf.sum, integers),
  ...reductions('Mean', tf.mean),
  ...reductions('Max', tf.max),
  ...reductions('Min', tf.min),
  ...reductions('Prod', tf.prod),
  ...reductions('All', tf.all, booleans),
  ...reductions('Any', tf.any, booleans),
  ...ofFloats('ArgMax', 'the last axis', [3, 4], (x) => tf.argMax(x, -1)),
  ...ofFloats('TopK', 'the values', [2, 3, 9], (x) => tf.topk(x, 4).values),
  ...one(
    'TopK',
    'the places, some values equal and some infinite',
    () => ({
      x: tf.concat([tf.floor(floats(3, 20)), tf.fill([3, 4], Number.NEGATIVE_INFINITY)], 1),
    }),
    ({ x }) => tf.topk(x!, 22).indices,
  ),
  ...products,
  ...one(
    'Affine',
    'a bias a column',
    () => ({ x: floats(3, 4), kernel: floats(4, 5), bias: floats(5) }),
    ({ x, kernel, bias }) => affine(x!, kernel!, bias!),
  ),
  ...one(
    'UpdateRows',
    'rows of two axes, one of them twice',
    () => ({ x: floats(4, 2, 3), i: tf.tensor1d([2, 0, 2], 'int32'), u: floats(2, 2, 3) }),
    // What it is given is written, and these are compared with another run's.
    ({ x, i, u }) => updateRows(tf.neg(x!), i as tf.Tensor1D, tf.gather(u!, [0, 1, 0])),
  ),
  ...one(
    'GatherV2',
    'rows, some twice',
    () => ({ x: floats(5, 3), i: tf.tensor2d([0, 4, 4, 2], [2, 2], 'int32') }),
    ({ x, i }) => tf.gather(x!, i as tf.Tensor2D),
  ),
  ...one(
    'UnsortedSegmentSum',
    'rows, some segments empty',
    () => ({ x: floats(4, 3), i: tf.tensor1d([0, 4, 4, 2], 'int32') }),
    ({ x, i }) => tf.unsortedSegmentSum(x!, i as tf.Tensor1D, 6),
  ),
  ...one(
    'TensorScatterUpdate',
    'rows',
    () => ({ x: floats(4, 3), i: tf.tensor2d([[2], [0]], [2, 1], 'int32'), u: floats(2, 3) }),
    ({ x, i, u }) => tf.tensorScatterUpdate(x!, i!, u!),
  ),
  ...unary('OneHot', (x) => tf.oneHot(x, 4, 0.7, 0.1, 'float32'), given(2, 0, 9)),
  ...unary('OneHot', (x) => tf.oneHot(x, 4), given(2, 0, 9)),
  // Whole words, and a part of a word at the end.
  ...unary('KeepMask', (key) => keepMask([4, 50], 0.3, key as tf.Tensor1D), given(-7, 3)),
  ...unary('KeepMask', (key) => keepMask([3, 7, 5], 0.5, key as tf.Tensor1D), given(5, -1)),
];

/** Cases are listed by what they say of themselves; their tensors are made when they run. */
const described = async () => {
  await startBackend({ backend: 'tensorflow' });
  return CASES.map((make) => {
    const { kernel, of } = make();
    return [kernel, of, make] as const;
  });
};

describe('each rule gives what the kernel gives', async () => {
  it.each(await described())('%s: %s', (_kernel, _of, make) => {
    const { inputs, compute } = make();
    const expected = compute(inputs);
    const program: Program = (_state, given) => ({ outputs: { result: compute(given) } });
    const executor = graphExecutor({});
    const { result } = executor.compile(program)(inputs);
    expect(result!.shape).toEqual(expected.shape);
    expect(result!.dtype).toBe(expected.dtype);
    const [actual, wanted] = [result!.dataSync(), expected.dataSync()];
    for (const [i, value] of wanted.entries()) {
      if (Number.isFinite(value)) expect(actual[i]).toBeCloseTo(value, 5);
      else expect(actual[i]).toBe(value);
    }
    executor.dispose();
  });
});

it('has a case for every rule', () => {
  const covered = new Set(CASES.map((make) => make().kernel));
  expect(Object.keys(RULES).filter((kernel) => !covered.has(kernel))).toEqual([]);
});
