import * as tf from '@tensorflow/tfjs-core';
import { uniformFloats } from '../../../src/ops/philox.ts';
import { applyUpdates, type GradientTransform, initialState } from '../src/transform.ts';
import { disposeTree, type TensorTree } from '../src/tree.ts';
import type { Plain, PlainTree, Reference } from './references.ts';

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, dimension) => product * dimension, 1);
}

/**
 * Gradients that are hard on an optimiser: of sizes from 1e-12 to 1e6 in one tensor, some zero,
 * and different at every step.
 */
export function awkwardGradient(shape: readonly number[], step: number): Plain {
  const uniform = uniformFloats(3 * sizeOf(shape), [step, shape.length]);
  const values = Array.from({ length: sizeOf(shape) }, (_, i) => {
    const sign = uniform[3 * i]! < 0.5 ? -1 : 1;
    const scale = 10 ** (uniform[3 * i + 1]! * 18 - 12);
    return uniform[3 * i + 2]! < 0.15 ? 0 : Math.fround(sign * scale);
  });
  return { shape, values };
}

/** The transpose of a matrix. */
export function transposed({ shape, values }: Plain): Plain {
  const [rows, columns] = shape as [number, number];
  const result = values.map((_, i) => values[(i % rows) * columns + Math.floor(i / rows)]!);
  return { shape: [columns, rows], values: result };
}

export function toTensors(tree: PlainTree): TensorTree {
  return Object.fromEntries(
    Object.entries(tree).map(([name, { shape, values }]) => [
      name,
      tf.tensor([...values], [...shape]),
    ]),
  );
}

/**
 * The updates of `transform` at steps 1, 2, ... for the gradients given, read back.
 *
 * @param moving whether the parameters follow the updates
 */
export function runTransform(
  transform: GradientTransform,
  parameters: PlainTree,
  gradients: readonly PlainTree[],
  { moving = false } = {},
): Record<string, number[]>[] {
  let current = toTensors(parameters);
  let state = initialState(transform, current);
  const read = gradients.map((gradient, i) => {
    const { updates, ...next } = tf.tidy(() => {
      const context = { parameters: current, step: tf.scalar(i + 1) };
      const result = transform.update(toTensors(gradient), state, context);
      return { ...result, ...(moving && { current: applyUpdates(current, result.updates) }) };
    });
    disposeTree(state);
    state = next.state;
    if (next.current !== undefined) {
      disposeTree(current);
      current = next.current;
    }
    const values = Object.fromEntries(
      Object.entries(updates).map(([name, tensor]) => [name, [...tensor.dataSync()]]),
    );
    disposeTree(updates);
    return values;
  });
  disposeTree(state);
  disposeTree(current);
  return read;
}

/**
 * The largest relative difference of two lists, each difference being relative to its expected
 * value or to what `sizes` has for it, whichever is larger; where both are 0 it is absolute.
 */
export function worstRelativeError(
  actual: readonly number[],
  expected: readonly number[],
  sizes: readonly number[] = expected,
): number {
  return actual.reduce((worst, value, i) => {
    const size = Math.max(Math.abs(expected[i]!), Math.abs(sizes[i]!));
    const difference = Math.abs(value - expected[i]!);
    const error = size > 0 ? difference / size : difference;
    // Written so that NaN counts as wrong.
    return error <= worst ? worst : error;
  }, 0);
}

/** The shapes on which every optimiser is compared with its reference. */
export const SHAPES = { scalar: [], vector: [7], wide: [3, 5], tall: [5, 3], cube: [2, 4, 3] };

/** The same shapes, as a test is parameterised by them. */
export const shapeCases: [string, readonly number[]][] = Object.entries(SHAPES);

/** Values of a parameter: of both signs, none of them 0, below 0.3. */
export function parameterOf(shape: readonly number[]): Plain {
  const values = Array.from({ length: sizeOf(shape) }, (_, i) =>
    Math.fround(Math.sin(i + 1) * 0.3),
  );
  return { shape, values };
}

const absolute = ({ shape, values }: Plain): Plain => ({ shape, values: values.map(Math.abs) });

/** For each value the RMS of them all. */
export function rootMeanSquares(values: readonly number[]): number[] {
  const sum = values.reduce((total, value) => total + value ** 2, 0);
  return values.map(() => Math.sqrt(sum / values.length));
}

/** What the errors of updates are measured against, where that is not each expected value itself. */
export type Rounding = {
  /**
   * The sum of the terms' absolute values, for updates that are sums of terms of both signs: the
   * rounding of float32 is relative to the terms, and not to what they cancel to. It is what the
   * reference makes of absolute gradients and parameters.
   */
  readonly sums?: boolean;
  /** The RMS of the tensor, where all of its elements make each of them, as in matrix products. */
  readonly mixed?: boolean;
};

/** Steps over which transforms are compared with their references. */
const STEPS = 50;

/** The largest relative error of `transform` on a tensor of `shape`, over 50 awkward gradients. */
export function worstErrorBeside(
  transform: GradientTransform,
  reference: () => Reference,
  shape: readonly number[],
  { sums = false, mixed = false }: Rounding = {},
): number {
  const gradients = Array.from({ length: STEPS }, (_, i) => awkwardGradient(shape, i + 1));
  const parameter = parameterOf(shape);
  const actual = runTransform(
    transform,
    { x: parameter },
    gradients.map((x) => ({ x })),
  );
  const expectedOf = reference();
  const sizeOfTerms = reference();
  const errors = gradients.map((gradient, i) => {
    const expected = expectedOf(gradient, parameter, i + 1);
    const terms = sums ? sizeOfTerms(absolute(gradient), absolute(parameter), i + 1) : expected;
    const sizes = mixed ? rootMeanSquares(expected) : terms;
    return worstRelativeError(actual[i]!.x!, expected, sizes);
  });
  return Math.max(...errors);
}
