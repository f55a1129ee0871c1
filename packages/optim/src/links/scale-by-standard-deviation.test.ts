import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../../../src/backend/start.ts';
import { centredReference } from '../references.ts';
import { runTransform, shapeCases, worstErrorBeside } from '../testing.ts';
import { scaleByStandardDeviation } from './scale-by-standard-deviation.ts';

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

const OPTIONS = { beta2: 0.9, epsilon: 1e-8 };
const transform = scaleByStandardDeviation(OPTIONS);

describe('scaleByStandardDeviation', () => {
  it.each(shapeCases)('equals its float64 reference: %s %j', (_name, shape) => {
    const reference = () => centredReference(OPTIONS.beta2, OPTIONS.epsilon);
    expect(worstErrorBeside(transform, reference, shape)).toBeLessThan(1e-5);
  });

  it('stays finite when gradients hardly vary, where v - m^2 rounds to less than 0', () => {
    const gradient = { x: { shape: [2], values: [1.1, -345.6] } };
    const steps = Array.from({ length: 300 }, () => gradient);
    const last = runTransform(transform, gradient, steps).at(-1)!.x!;
    expect(last.every(Number.isFinite)).toBe(true);
    // The variance of gradients that are all alike falls to 0, as 0.9^t.
    expect(last[0]).toBeGreaterThan(1e5);
    expect(last[1]).toBeLessThan(-1e5);
  });

  it('gives 0 for gradients that are all 0', () => {
    const zeros = { x: { shape: [2], values: [0, 0] } };
    for (const update of runTransform(transform, zeros, [zeros, zeros])) {
      expect(update.x).toEqual([0, 0]);
    }
  });
});
