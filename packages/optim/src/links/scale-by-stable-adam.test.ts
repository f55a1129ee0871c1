import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../../../src/backend/start.ts';
import { stableAdamReference } from '../successor-references.ts';
import { runTransform, shapeCases, worstErrorBeside } from '../testing.ts';
import { scaleByAdam } from './scale-by-adam.ts';
import { scaleByStableAdam } from './scale-by-stable-adam.ts';

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

const adam = { beta1: 0.9, beta2: 0.99, epsilon: 1e-8 };

const steps = (...values: number[]) =>
  values.map((value) => ({ x: { shape: [1], values: [value] } }));

describe('scaleByStableAdam', () => {
  it.each(shapeCases)('equals its float64 reference: %s %j', (_name, shape) => {
    const transform = scaleByStableAdam({ ...adam, weightDecay: 0.1 });
    const reference = () => stableAdamReference(0.9, 0.99, 1e-8, 0.1);
    expect(worstErrorBeside(transform, reference, shape, { sums: true })).toBeLessThan(1e-5);
  });

  it('is Adam while the second moment keeps up, and shorter at a jump', () => {
    const gradients = steps(1, 1, 1, 100, 1);
    const stable = runTransform(
      scaleByStableAdam({ ...adam, weightDecay: 0 }),
      gradients[0]!,
      gradients,
    ).map(({ x }) => x![0]!);
    const plain = runTransform(scaleByAdam(adam), gradients[0]!, gradients).map(({ x }) => x![0]!);
    for (const step of [0, 1, 2, 4]) expect(stable[step]).toBeCloseTo(plain[step]!, 5);
    expect(stable[3]! / plain[3]!).toBeCloseTo(Math.sqrt((3 * 1 + 100 ** 2) / 4) / 100, 1);
  });

  it('keeps no first moment with beta1 = 0', () => {
    const transform = scaleByStableAdam({ ...adam, beta1: 0, weightDecay: 0 });
    expect(transform.stateShapes({ x: [3] })).toEqual({ 'secondMoment/x': [3] });
  });
});
