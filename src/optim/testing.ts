import * as tf from '@tensorflow/tfjs-core';
import { uniformFloats } from '../ops/philox.ts';
import { disposeTree, type TensorTree } from '../tree.ts';
import { type GradientTransform, initialState } from './transform.ts';

/** Plain numbers with a shape: what the float64 references compute on. */
export type Plain = { readonly shape: readonly number[]; readonly values: readonly number[] };

/** Parameters or gradients of a test, by name. */
export type PlainTree = Readonly<Record<string, Plain>>;

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

export function toTensors(tree: PlainTree): TensorTree {
  return Object.fromEntries(
    Object.entries(tree).map(([name, { shape, values }]) => [
      name,
      tf.tensor([...values], [...shape]),
    ]),
  );
}

/** The updates of `transform` at steps 1, 2, ... for the gradients given, read back. */
export function runTransform(
  transform: GradientTransform,
  parameters: PlainTree,
  gradients: readonly PlainTree[],
): Record<string, number[]>[] {
  const parameterTensors = toTensors(parameters);
  let state = initialState(transform, parameterTensors);
  const updates = gradients.map((step, i) => {
    const result = tf.tidy(() =>
      transform.update(toTensors(step), state, {
        parameters: parameterTensors,
        step: tf.scalar(i + 1),
      }),
    );
    disposeTree(state);
    state = result.state;
    const read = Object.fromEntries(
      Object.entries(result.updates).map(([name, tensor]) => [name, [...tensor.dataSync()]]),
    );
    disposeTree(result.updates);
    return read;
  });
  disposeTree(state);
  disposeTree(parameterTensors);
  return updates;
}

/**
 * The largest relative difference of two lists, each difference being relative to its expected
 * value or to `floor`, whichever is larger; where both are 0 it is absolute.
 */
export function worstRelativeError(
  actual: readonly number[],
  expected: readonly number[],
  floor = 0,
): number {
  return actual.reduce((worst, value, i) => {
    const size = Math.max(Math.abs(expected[i]!), floor);
    const difference = Math.abs(value - expected[i]!);
    const error = size > 0 ? difference / size : difference;
    // Written so that NaN counts as wrong.
    return error <= worst ? worst : error;
  }, 0);
}
