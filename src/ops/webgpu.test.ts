import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { relativeError } from '../../test/support/numeric-checks.ts';
import { describeOnWebGpu } from '../../test/support/webgpu.ts';
import { startBackend } from '../backend/start.ts';
import { projectedCrossEntropy } from './cross-entropy.ts';
import { relu } from './dense.ts';
import { dropout, keepMask } from './dropout.ts';
import { layerNorm } from './layer-norm.ts';
import { oneHot } from './one-hot.ts';
import { normalFloats, randomBytes, uniformFloats } from './philox.ts';
import { embeddingLookup } from './rows.ts';

/** What float32 leaves of sums over some hundred numbers, added in another order. */
const TOLERANCE = 2e-6;

/** Random numbers; more than TensorFlow.js would compute on the processor by itself. */
const random = (shape: number[], stream: number) =>
  tf.tensor(normalFloats(tf.util.sizeFromShape(shape), [51, stream]), shape);

/** Ids from -1, which no vocabulary has, to 39; some of them often. */
const IDS = Array.from(uniformFloats(96, [52, 0]), (uniform) => Math.floor(uniform ** 2 * 41) - 1);
const LABELS = IDS.map((id) => Math.max(0, id));

type Compute = () => tf.Tensor | tf.Tensor[];

/** The tensors that `compute` gives, read. */
async function valuesOf(compute: Compute): Promise<Float32Array[]> {
  const result = tf.tidy(compute);
  const tensors = Array.isArray(result) ? result : [result];
  const values = await Promise.all(tensors.map((tensor) => tensor.data<'float32'>()));
  tf.dispose(tensors);
  return values;
}

const withGradients = (
  f: (...inputs: tf.Tensor[]) => tf.Tensor,
  inputs: tf.Tensor[],
): tf.Tensor[] => {
  const weighted = (...given: tf.Tensor[]) => {
    const value = f(...given);
    return tf.sum(tf.mul(value, random(value.shape, 99)));
  };
  return [f(...inputs), ...tf.grads(weighted)(inputs)];
};

const OPERATIONS: Record<string, Compute> = {
  'embedding lookup': () =>
    withGradients(
      (table) => embeddingLookup(table!, tf.tensor2d(LABELS, [6, 16], 'int32')),
      [random([40, 24], 1)],
    ),
  'layer norm': () =>
    withGradients(
      (x, scale, offset) => layerNorm(x!, scale!, offset!),
      [random([8, 12, 24], 2), random([24], 3), random([24], 4)],
    ),
  'cross-entropy': () =>
    withGradients(
      (states, table) =>
        projectedCrossEntropy(
          states as tf.Tensor2D,
          table as tf.Tensor2D,
          tf.tensor1d(LABELS, 'int32'),
          0.1,
        ),
      [random([96, 24], 5), random([40, 24], 8)],
    ),
  relu: () => withGradients((x) => relu(x!), [random([40, 50], 6)]),
  dropout: () =>
    withGradients(
      (x) => dropout(x!, 0.3, 'here', { seed: 3, step: tf.scalar(7, 'int32') }),
      [random([40, 50], 7)],
    ),
};

await describeOnWebGpu('operations', () => {
  const expected = new Map<string, Float32Array[]>();

  beforeAll(async () => {
    await startBackend({ backend: 'tensorflow' });
    for (const [name, compute] of Object.entries(OPERATIONS)) {
      expected.set(name, await valuesOf(compute));
    }
    await startBackend({ backend: 'webgpu' });
    expect(tf.getBackend()).toBe('webgpu');
  });

  it.each([
    { key: [1, 2], shape: [8] },
    { key: [-1, -(2 ** 31)], shape: [3, 5] },
    { key: [2 ** 31 - 1, -7], shape: [2, 1, 3, 7] },
    { key: [5, 0], shape: [] },
    { key: [5, 0], shape: [4, 0] },
    { key: [-5, 77], shape: [300, 301] },
  ])('draw the masks of randomBytes, key $key, shape $shape', async ({ key, shape }) => {
    const mask = tf.tidy(() => keepMask(shape, 0.3, tf.tensor1d(key, 'int32')));
    expect(mask.shape).toEqual(shape);
    expect(mask.dtype).toBe('float32');
    const [first, second] = key as [number, number];
    const scale = Math.fround(256 / (256 - 77));
    const expected = Float32Array.from(randomBytes(mask.size, [first, second]), (byte) =>
      byte < 77 ? 0 : scale,
    );
    expect(await mask.data()).toEqual(expected);
    mask.dispose();
  });

  it('draw masks by a key that is on the device', async () => {
    const [found, expected] = await valuesOf(() => {
      const many = tf.range(0, 2000, 1, 'int32');
      const key = tf.slice(tf.add(many, tf.scalar(1, 'int32')), 3, 2) as tf.Tensor1D;
      return [keepMask([60], 0.5, key), keepMask([60], 0.5, tf.tensor1d([4, 5], 'int32'))];
    });
    expect(found).toEqual(expected);
  });

  it('make one-hot rows, of zeros where there is no such class', async () => {
    const [rows] = await valuesOf(() => oneHot(tf.tensor1d(IDS, 'int32'), 39, 0.9, 0.01));
    const values = IDS.flatMap((id) =>
      Array.from({ length: 39 }, (_, column) => Math.fround(id === column ? 0.9 : 0.01)),
    );
    expect([...rows!]).toEqual(values);
  });

  it.each(Object.keys(OPERATIONS))(
    '%s: value and gradients are those of TensorFlow',
    async (name) => {
      const before = tf.memory().numTensors;
      const found = await valuesOf(OPERATIONS[name]!);
      expect(tf.memory().numTensors).toBe(before);
      for (const [i, values] of expected.get(name)!.entries()) {
        expect(found[i]!.length).toBe(values.length);
        expect(relativeError(found[i]!, values), `output ${i}`).toBeLessThan(TOLERANCE);
      }
    },
  );

  it('drop the very elements that TensorFlow drops', async () => {
    const [found] = await valuesOf(OPERATIONS.dropout!);
    const isZero = (value: number) => value === 0;
    const dropped = Array.from(found!, isZero);
    expect(dropped).toEqual(Array.from(expected.get('dropout')![0]!, isZero));
    expect(dropped.filter(Boolean).length).toBeGreaterThan(400);
  });

  it('add gradients up in the same order every time', async () => {
    const gradient = async () => (await valuesOf(OPERATIONS['embedding lookup']!))[1]!;
    const first = await gradient();
    for (let time = 0; time < 5; time++) expect(await gradient()).toEqual(first);
  });

  it('do not take long sums apart, whose order would differ every time', async () => {
    const product = async () => {
      const [values] = await valuesOf(() =>
        tf.matMul(random([16, 4000], 8) as tf.Tensor2D, random([4000, 16], 9) as tf.Tensor2D),
      );
      return values!;
    };
    const first = await product();
    for (let time = 0; time < 5; time++) expect(await product()).toEqual(first);
  });

  afterAll(() => {
    expect(tf.memory().numTensors).toBe(0);
  });
});
