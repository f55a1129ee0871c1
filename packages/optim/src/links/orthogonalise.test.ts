import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../../../src/backend/start.ts';
import { gradientReference } from '../references.ts';
import { orthogonalisedReference } from '../successor-references.ts';
import { awkwardGradient, runTransform, worstErrorBeside } from '../testing.ts';
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
  it.each([[[3, 5]], [[5, 3]], [[4, 4]], [[1, 6]], [[2, 4, 3]], [[2, 2, 3, 4]]])(
    'equals its float64 reference: %j',
    (shape) => {
      const reference = () => orthogonalisedReference(gradientReference);
      expect(worstErrorBeside(link, reference, shape, { mixed: true })).toBeLessThan(1e-5);
    },
  );

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

  it('gives 0 for a gradient that is all 0', () => {
    const zeros = { x: { shape: [2, 3], values: [0, 0, 0, 0, 0, 0] } };
    expect(runTransform(link, zeros, [zeros])[0]!.x).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('transposes its update when the gradient is transposed, but for the scale', () => {
    const { values } = awkwardGradient([3, 3], 2);
    const turned = values.map((_, i) => values[(i % 3) * 3 + Math.floor(i / 3)]!);
    const update = (list: readonly number[]) => {
      const matrix = { x: { shape: [3, 3], values: list } };
      return runTransform(link, matrix, [matrix])[0]!.x!;
    };
    const back = update(turned);
    for (const [i, value] of update(values).entries()) {
      expect(value).toBeCloseTo(back[(i % 3) * 3 + Math.floor(i / 3)]!, 5);
    }
  });

  it('refuses a vector', () => {
    expect(() => link.stateShapes({ w: [3, 5], b: [7] })).toThrow(
      'orthogonalise: given "b", of shape [7]; expected tensors of two axes or more',
    );
  });
});
