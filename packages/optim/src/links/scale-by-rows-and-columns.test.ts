import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../../../src/backend/start.ts';
import { runTransform } from '../../test/transforms.ts';
import { scaleByRowsAndColumns } from './scale-by-rows-and-columns.ts';

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

const link = scaleByRowsAndColumns({ decay: { beta2: 0.9 }, iterations: 5 });

describe('scaleByRowsAndColumns', () => {
  it.each([1, 1e-15])('makes signs of a matrix of rank one, times %d', (size) => {
    const values = [2, 1, -3].flatMap((row) => [5, -0.1].map((column) => size * row * column));
    const matrix = { x: { shape: [3, 2], values } };
    const [update] = runTransform(link, matrix, [matrix]);
    for (const [i, value] of update!.x!.entries()) {
      expect(value).toBeCloseTo(Math.sign(values[i]!), 5);
    }
  });

  it('refuses a vector', () => {
    expect(() => link.stateShapes({ b: [7] })).toThrow(
      'scaleByRowsAndColumns: axis: given -2; "b", of shape [7], has the axes 0',
    );
  });
});
