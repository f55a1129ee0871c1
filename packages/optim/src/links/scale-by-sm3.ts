import * as tf from '@tensorflow/tfjs-core';
import { choice, DECAY_RATE, optional } from '../kinds.ts';
import { link } from '../link.ts';
import { perTensor } from '../transform.ts';

export const SM3_VARIANT = /* @__PURE__ */ choice(['I', 'II']);

/** The least positive number that float32 holds in full precision. */
const LEAST_NORMAL = 2 ** -126;

/** The axes along which a tensor has slices. A scalar has one slice, itself, called slice 0. */
const sliceAxes = (shape: readonly number[]): number[] =>
  shape.length === 0 ? [0] : shape.map((_, axis) => axis);

/** The largest value in each slice across `axis`: a vector as long as that axis. */
function sliceMaxima(x: tf.Tensor, axis: number): tf.Tensor {
  if (x.rank <= 1) return x;
  return tf.max(
    x,
    sliceAxes(x.shape).filter((other) => other !== axis),
  );
}

/** At each element, the least of the values of the slices that hold it. */
function leastOfSlices(values: readonly tf.Tensor[]): tf.Tensor {
  if (values.length === 1) return values[0]!;
  const rank = values.length;
  return values
    .map((value, axis) => tf.reshape(value, new Array<number>(rank).fill(1).with(axis, value.size)))
    .reduce((least, value) => tf.minimum(least, value));
}

/**
 * SM3 (Anil, Gupta, Koren & Singer, 2019): AdaGrad whose sums of squares are kept for the slices of
 * codimension 1 of each tensor only, the rows and columns of a matrix. An element's sum is bounded
 * by the least of its slices', and the gradient is divided by the root of that bound; 0 / 0 is 0.
 * With mu(r) of slice r, nu(i) of element i:
 *
 * - SM3-I: mu(r) += max g^2 over r; nu(i) = min mu(r) over the slices that hold i;
 * - SM3-II: nu(i) = min mu(r) + g(i)^2; mu(r) = max nu over r.
 *
 * Vectors and scalars are as in AdaGrad. With `beta2`, beta2 mu + (1 - beta2) g^2 takes the place of
 * mu + g^2; as it is not bias-corrected, the first updates are 1 / sqrt(1 - beta2) times as large.
 */
export const scaleBySm3 = /* @__PURE__ */ link(
  'scaleBySm3',
  {
    /** SM3-II bounds the second moments more tightly, and is what its authors published as code. */
    variant: SM3_VARIANT,
    /** Without it squares are summed; with it they are averaged exponentially, and forgotten. */
    beta2: optional(DECAY_RATE),
  },
  ({ variant, beta2 }) => {
    const accumulate = (old: tf.Tensor, squared: tf.Tensor): tf.Tensor =>
      beta2 === undefined
        ? tf.add(old, squared)
        : tf.add(tf.mul(old, beta2), tf.mul(squared, 1 - beta2));
    return perTensor({
      slots: (shape) =>
        Object.fromEntries(
          sliceAxes(shape).map((axis) => [
            `slices/${axis}`,
            shape.length === 0 ? [] : [shape[axis]!],
          ]),
        ),
      shared: () => undefined,
      update: (gradient, slots, _shared, { name, context }) => {
        const axes = sliceAxes(gradient.shape);
        const old = axes.map((axis) => slots[`slices/${axis}`]!);
        const squared = tf.square(gradient);
        let bound: tf.Tensor;
        let sums: tf.Tensor[];
        if (variant === 'I') {
          sums = old.map((sum, axis) => accumulate(sum, sliceMaxima(squared, axis)));
          bound = leastOfSlices(sums);
        } else {
          bound = accumulate(leastOfSlices(old), squared);
          sums = axes.map((axis) => sliceMaxima(bound, axis));
        }
        // A bound of 0 has a gradient of 0, or one whose square underflows.
        const update = tf.div(gradient, tf.sqrt(tf.maximum(bound, LEAST_NORMAL)));
        context.observer?.unscaled(name, update);
        return {
          update,
          slots: Object.fromEntries(axes.map((axis) => [`slices/${axis}`, sums[axis]!])),
        };
      },
    });
  },
);
