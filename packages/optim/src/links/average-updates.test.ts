import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../../../src/backend/start.ts';
import { averagedReference, gradientReference } from '../references.ts';
import { runTransform, shapeCases, worstErrorBeside } from '../testing.ts';
import { averageUpdates } from './average-updates.ts';

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

describe('averageUpdates', () => {
  it.each(shapeCases)('equals its float64 reference: %s %j', (_name, shape) => {
    const reference = () => averagedReference(gradientReference, 0.9);
    const error = worstErrorBeside(averageUpdates({ beta1: 0.9 }), reference, shape, {
      sums: true,
    });
    expect(error).toBeLessThan(1e-5);
  });

  it('has no bias correction: the first update is 1 - beta1 of what comes in', () => {
    const gradient = { x: { shape: [2], values: [10, -20] } };
    const [update] = runTransform(averageUpdates({ beta1: 0.75 }), gradient, [gradient]);
    expect(update!.x).toEqual([2.5, -5]);
  });

  it('keeps nothing and changes nothing with beta1 = 0', () => {
    const transform = averageUpdates({ beta1: 0 });
    expect(transform.stateShapes({ x: [2, 3] })).toEqual({});
    const gradient = { x: { shape: [2], values: [1, -2] } };
    expect(runTransform(transform, gradient, [gradient])[0]!.x).toEqual([1, -2]);
  });
});
