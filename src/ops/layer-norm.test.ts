import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { numericalGradient, relativeError } from '../../test/support/numeric-checks.ts';
import { startBackend } from '../backend/start.ts';
import { layerNorm } from './layer-norm.ts';
import { normalFloats } from './philox.ts';

const ROWS = 6;
const FEATURES = 5;

const draw = (count: number, stream: number) => Array.from(normalFloats(count, [21, stream]));

/** The definition, in float64. */
function exactLayerNorm(
  x: readonly number[],
  scale: readonly number[],
  offset: readonly number[],
): number[] {
  const features = scale.length;
  return x.map((value, i) => {
    const start = i - (i % features);
    const row = x.slice(start, start + features);
    const mean = row.reduce((sum, element) => sum + element) / features;
    const variance = row.reduce((sum, element) => sum + (element - mean) ** 2, 0) / features;
    const unit = (value - mean) / Math.sqrt(variance + 1e-6);
    return unit * scale[i % features]! + offset[i % features]!;
  });
}

/** The definition as a composition that tfjs differentiates. */
function composedLayerNorm(x: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor): tf.Tensor {
  const { mean, variance } = tf.moments(x, -1, true);
  return tf.add(tf.mul(tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 1e-6))), scale), offset);
}

const x = draw(ROWS * FEATURES, 1).map((value) => Math.fround(3 * value + 1));
const scale = draw(FEATURES, 2).map((value) => Math.fround(1 + 0.5 * value));
const offset = draw(FEATURES, 3);
/** The loss is the sum of the output times these, so that every element counts differently. */
const weights = draw(ROWS * FEATURES, 4);

describe.each(['tensorflow', 'wasm'] as const)('layerNorm on %s', (backend) => {
  beforeAll(async () => {
    await startBackend({ backend });
  });

  // Bounds are a few roundings of float32, 6e-8 each; with the mean far from zero, as many times
  // more as the mean is larger than the deviation.
  it.each([
    { name: 'ordinary rows', values: x, bound: 5e-7 },
    { name: 'a mean of 1000', values: x.map((value) => Math.fround(value + 1000)), bound: 2e-4 },
    {
      name: 'a deviation of 1e-4, where epsilon counts',
      values: x.map((value) => Math.fround(value / 3e4)),
      bound: 5e-7,
    },
    { name: 'elements of 1e6', values: x.map((value) => Math.fround(value * 1e6)), bound: 5e-7 },
    { name: 'rows of equal elements', values: x.map(() => 2), bound: 5e-7 },
  ])('is the definition for $name', ({ values, bound }) => {
    const found = tf.tidy(() =>
      layerNorm(
        tf.tensor(values, [ROWS, FEATURES]),
        tf.tensor1d(scale),
        tf.tensor1d(offset),
      ).dataSync(),
    );
    expect(relativeError(found, exactLayerNorm(values, scale, offset))).toBeLessThan(bound);
  });

  it.each([[[ROWS, FEATURES]], [[2, 3, FEATURES]], [[1, ROWS, 1, FEATURES]]])(
    'has the gradients of the definition, x of shape %j',
    (shape) => {
      const loss = (values: readonly number[], gain: readonly number[], bias: readonly number[]) =>
        exactLayerNorm(values, gain, bias).reduce((sum, value, i) => sum + value * weights[i]!, 0);
      const expected = [
        numericalGradient((values) => loss(values, scale, offset), x),
        numericalGradient((values) => loss(x, values, offset), scale),
        numericalGradient((values) => loss(x, scale, values), offset),
      ];
      tf.tidy(() => {
        const inputs = [tf.tensor(x, shape), tf.tensor1d(scale), tf.tensor1d(offset)];
        const total = (norm: typeof layerNorm) =>
          tf.grads((...[values, gain, bias]: tf.Tensor[]) =>
            tf.sum(tf.mul(norm(values!, gain!, bias!), tf.tensor(weights, shape))),
          )(inputs);
        const found = total(layerNorm);
        const composed = total(composedLayerNorm);
        for (const [i, name] of ['x', 'scale', 'offset'].entries()) {
          expect(found[i]!.shape, name).toEqual(inputs[i]!.shape);
          const gradient = found[i]!.dataSync();
          expect(relativeError(gradient, expected[i]!), name).toBeLessThan(1e-6);
          expect(relativeError(gradient, composed[i]!.dataSync()), name).toBeLessThan(1e-6);
        }
      });
    },
  );
});
