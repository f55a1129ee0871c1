import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../../../src/backend/start.ts';
import { adagradReference } from '../references.ts';
import { runTransform, shapeCases, worstErrorBeside } from '../testing.ts';
import { scaleByAdagrad } from './scale-by-adagrad.ts';

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

const adagrad = scaleByAdagrad({ epsilon: 1e-10 });

describe('scaleByAdagrad', () => {
  it.each(shapeCases)('equals its float64 reference: %s %j', (_name, shape) => {
    expect(worstErrorBeside(adagrad, () => adagradReference(1e-10), shape)).toBeLessThan(1e-5);
  });

  it('starts from a sum of 0: the first update has the size 1, and the fourth 1/2', () => {
    const gradient = { x: { shape: [2], values: [0.01, -20] } };
    const updates = runTransform(adagrad, gradient, [gradient, gradient, gradient, gradient]);
    expect(updates[0]!.x![0]).toBeCloseTo(1, 6);
    expect(updates[0]!.x![1]).toBeCloseTo(-1, 6);
    expect(updates[3]!.x![0]).toBeCloseTo(0.5, 6);
  });

  it('gives 0 for gradients that are all 0', () => {
    const zeros = { x: { shape: [2], values: [0, 0] } };
    for (const update of runTransform(adagrad, zeros, [zeros, zeros])) {
      expect(update.x).toEqual([0, 0]);
    }
  });
});
