import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { normalFloats } from '../ops/philox.ts';
import { startBackend } from './start.ts';
import { transposeInto } from './wasm-kernels.ts';

beforeAll(async () => {
  await startBackend({ backend: 'wasm' });
});

const values = (size: number, key: number) => normalFloats(size, [key, 0]);

describe('a product on WASM', () => {
  // The last has a left side that is larger than the rest, which is therefore not turned.
  it.each([
    { rows: 3, inner: 5, columns: 4 },
    { rows: 1, inner: 7, columns: 2 },
    { rows: 40, inner: 30, columns: 2 },
  ])('is the sum of products, however its sides lie: %j', ({ rows, inner, columns }) => {
    const [a, b] = [values(rows * inner, 1), values(inner * columns, 2)];
    const expected = Array.from({ length: rows * columns }, (_, place) => {
      const [row, column] = [Math.floor(place / columns), place % columns];
      const terms = Array.from(
        { length: inner },
        (_, i) => a[row * inner + i]! * b[i * columns + column]!,
      );
      return terms.reduce((total, term) => total + term, 0);
    });
    const turned = (x: Float32Array, [height, width]: readonly [number, number]) =>
      Array.from({ length: x.length }, (_, i) => x[(i % height) * width + Math.floor(i / height)]!);
    const left = {
      plain: tf.tensor2d(a, [rows, inner]),
      turned: tf.tensor2d(turned(a, [rows, inner]), [inner, rows]),
    };
    const right = {
      plain: tf.tensor2d(b, [inner, columns]),
      turned: tf.tensor2d(turned(b, [inner, columns]), [columns, inner]),
    };
    const products = [
      tf.matMul(left.plain, right.plain),
      tf.matMul(left.turned, right.plain, true, false),
      tf.matMul(left.plain, right.turned, false, true),
      tf.matMul(left.turned, right.turned, true, true),
    ];
    for (const product of products) {
      expect(product.shape).toEqual([rows, columns]);
      for (const [i, value] of product.dataSync().entries()) {
        expect(value).toBeCloseTo(expected[i]!, 4);
      }
    }
  });

  it('keeps nothing of what it turns', () => {
    const a = tf.tensor2d(values(12, 3), [4, 3]);
    const before = [tf.memory().numTensors, tf.engine().backend.numDataIds()];
    tf.matMul(a, a, true, false).dispose();
    tf.matMul(a, a, false, true).dispose();
    expect([tf.memory().numTensors, tf.engine().backend.numDataIds()]).toEqual(before);
  });
});

describe('a transpose on WASM', () => {
  it.each([
    { shape: [3, 2], perm: [1, 0] },
    { shape: [2, 3, 4], perm: [2, 0, 1] },
    { shape: [2, 3, 4, 2], perm: [0, 2, 1, 3] },
    { shape: [2, 3, 4, 2], perm: [3, 1, 0, 2] },
    { shape: [1, 3, 1, 2], perm: [3, 0, 2, 1] },
  ])('of $shape puts the axes in the order $perm', ({ shape, perm }) => {
    const size = shape.reduce((product, length) => product * length, 1);
    const x = tf.tensor(
      Float32Array.from({ length: size }, (_, i) => i),
      shape,
    );
    const out = tf.transpose(x, perm);
    expect(out.shape).toEqual(perm.map((axis) => shape[axis]));
    const at = tf.buffer(shape as [number, number], 'float32', x.dataSync() as Float32Array);
    const outAt = tf.buffer(
      out.shape as [number, number],
      'float32',
      out.dataSync() as Float32Array,
    );
    for (let i = 0; i < size; i++) {
      const place = outAt.indexToLoc(i);
      const from = new Array<number>(shape.length);
      for (const [axis, of] of perm.entries()) from[of] = place[axis]!;
      expect(outAt.get(...(place as [number, number]))).toBe(at.get(...(from as [number, number])));
    }
  });

  it('keeps the type', () => {
    const out = tf.transpose(tf.tensor2d([1, 2, 3, 4], [2, 2], 'int32'));
    expect(out.dtype).toBe('int32');
    expect([...out.dataSync()]).toEqual([1, 3, 2, 4]);
  });

  it('of nothing is nothing', () => {
    const out = new Float32Array(0);
    transposeInto(out, new Float32Array(0), [0, 3], [1, 0]);
    expect(out).toHaveLength(0);
  });
});
