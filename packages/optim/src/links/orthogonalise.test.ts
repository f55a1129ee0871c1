import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../../../src/backend/start.ts';
import type { Plain } from '../../test/references.ts';
import { awkwardGradient, runTransform, transposed } from '../../test/transforms.ts';
import { orthogonalise } from './orthogonalise.ts';

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

const link = orthogonalise({ iterations: 5, epsilon: 1e-7 });

/** X X' of the update of one matrix. */
function gramOf(shape: [number, number], values: number[]): number[][] {
  const matrix = { x: { shape, values } };
  const [update] = runTransform(link, matrix, [matrix]);
  return tf.tidy(() => {
    const x = tf.tensor2d(update!.x!, shape);
    return (tf.matMul(x, x, false, true) as tf.Tensor2D).arraySync();
  });
}

describe('orthogonalise', () => {
  it('makes rows nearly orthonormal, whatever their sizes were', () => {
    const gram = gramOf([3, 3], [1, 0.2, -0.1, 0.3, -2, 0.4, 0.1, 0.5, 0.7]);
    for (const [i, row] of gram.entries()) {
      for (const [j, value] of row.entries()) {
        expect(Math.abs(value - (i === j ? 1 : 0))).toBeLessThan(i === j ? 0.55 : 0.25);
      }
    }
  });

  it('has larger steps where there are more outputs than inputs, by the root of their ratio', () => {
    const [wide] = gramOf(
      [1, 16],
      Array.from({ length: 16 }, (_, i) => i - 7.5),
    );
    const [square] = gramOf([1, 1], [3]);
    expect(wide![0]! / square![0]!).toBeCloseTo(16, 3);
  });

  it('transposes its update when the gradient is transposed, but for the scale', () => {
    const matrix = awkwardGradient([3, 3], 2);
    const update = (x: Plain) => ({ ...x, values: runTransform(link, { x }, [{ x }])[0]!.x! });
    const { values } = transposed(update(transposed(matrix)));
    for (const [i, value] of update(matrix).values.entries()) {
      expect(value).toBeCloseTo(values[i]!, 5);
    }
  });

  it('refuses a vector', () => {
    expect(() => link.stateShapes({ w: [3, 5], b: [7] })).toThrow(
      'orthogonalise: given "b", of shape [7]; expected tensors of two axes or more',
    );
  });
});
