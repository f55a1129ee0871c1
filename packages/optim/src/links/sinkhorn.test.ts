import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../../../src/backend/start.ts';
import { runTransform } from '../../test/transforms.ts';
import { sinkhorn } from './sinkhorn.ts';

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

describe('sinkhorn', () => {
  it('makes the RMS of all rows and columns 1', () => {
    const matrix = { x: { shape: [2, 3], values: [100, 2, -3, 0.4, -5, 60] } };
    const [update] = runTransform(sinkhorn({ iterations: 50 }), matrix, [matrix]);
    const rms = (...indices: number[]) =>
      Math.sqrt(indices.reduce((sum, i) => sum + update!.x![i]! ** 2, 0) / indices.length);
    for (const row of [rms(0, 1, 2), rms(3, 4, 5)]) expect(row).toBeCloseTo(1, 3);
    for (const column of [rms(0, 3), rms(1, 4), rms(2, 5)]) expect(column).toBeCloseTo(1, 3);
  });

  it('leaves empty rows and columns empty', () => {
    const matrix = { x: { shape: [2, 3], values: [0, 0, 0, 5, 0, -7] } };
    const [update] = runTransform(sinkhorn({ iterations: 5 }), matrix, [matrix]);
    expect(update!.x!.map(Math.sign)).toEqual([0, 0, 0, 1, 0, -1]);
    expect(update!.x!.every(Number.isFinite)).toBe(true);
  });

  it('refuses a vector', () => {
    expect(() => sinkhorn({ iterations: 5 }).stateShapes({ b: [7] })).toThrow(
      'sinkhorn: axis: given -2; "b", of shape [7], has the axes 0',
    );
  });
});
