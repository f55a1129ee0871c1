import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../../../src/backend/start.ts';
import { adamReference } from '../references.ts';
import { runTransform, shapeCases, worstErrorBeside } from '../testing.ts';
import { scaleByAdam } from './scale-by-adam.ts';

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

describe('scaleByAdam', () => {
  it('allocates a first moment only when beta1 is above 0', () => {
    const shapes = { x: [2, 3] };
    const options = { beta2: 0.999, epsilon: 1e-9 };
    expect(scaleByAdam({ ...options, beta1: 0 }).stateShapes(shapes)).toEqual({
      'secondMoment/x': [2, 3],
    });
    expect(scaleByAdam({ ...options, beta1: 0.9 }).stateShapes(shapes)).toEqual({
      'firstMoment/x': [2, 3],
      'secondMoment/x': [2, 3],
    });
  });

  it('starts with steps of size 1, as the bias corrections make them', () => {
    const gradient = { x: { shape: [3], values: [1e-3, -5, 1e4] } };
    const adam = scaleByAdam({ beta1: 0.9, beta2: 0.999, epsilon: 1e-9 });
    const [update] = runTransform(adam, gradient, [gradient]);
    for (const [i, sign] of [1, -1, 1].entries()) expect(update!.x![i]).toBeCloseTo(sign, 5);
  });

  it.each(shapeCases)('equals its float64 reference with epsilon1: %s %j', (_name, shape) => {
    const adam = scaleByAdam({ beta1: 0.9, beta2: 0.99, epsilon1: 1e-4 });
    const reference = () => adamReference(0.9, 0.99, 0, 1e-4);
    expect(worstErrorBeside(adam, reference, shape, { sums: true })).toBeLessThan(1e-5);
  });

  it.each([{ epsilon: 1e-9 }, { epsilon1: 1e-30 }])(
    'gives 0 for gradients that are all 0, with %j',
    (epsilons) => {
      const zeros = { x: { shape: [2], values: [0, 0] } };
      const adam = scaleByAdam({ beta1: 0.9, beta2: 0.999, ...epsilons });
      for (const update of runTransform(adam, zeros, [zeros, zeros])) {
        expect(update.x).toEqual([0, 0]);
      }
    },
  );
});
