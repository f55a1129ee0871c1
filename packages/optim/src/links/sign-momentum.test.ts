import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../../../src/backend/start.ts';
import { averagedReference, gradientReference, type Reference } from '../references.ts';
import { lionReference } from '../successor-references.ts';
import { runTransform, shapeCases, worstErrorBeside } from '../testing.ts';
import { chain } from '../transform.ts';
import { averageUpdates } from './average-updates.ts';
import { signMomentum } from './sign-momentum.ts';
import { signOf } from './sign-of.ts';

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

const signed =
  (inner: Reference): Reference =>
  (...given) =>
    inner(...given).map(Math.sign);

describe('signOf', () => {
  it.each(shapeCases)('equals its float64 reference: %s %j', (_name, shape) => {
    const reference = () => signed(gradientReference);
    expect(worstErrorBeside(signOf({}), reference, shape)).toBe(0);
  });

  it.each(shapeCases)('makes Signum of an average: %s %j', (_name, shape) => {
    const signum = chain([averageUpdates({ beta1: 0.9 }), signOf({})]);
    const reference = () => signed(averagedReference(gradientReference, 0.9));
    expect(worstErrorBeside(signum, reference, shape)).toBe(0);
  });
});

describe('signMomentum', () => {
  it.each(shapeCases)('equals its float64 reference: %s %j', (_name, shape) => {
    const transform = signMomentum({ beta1: 0.9, beta2: 0.99 });
    expect(worstErrorBeside(transform, () => lionReference(0.9, 0.99), shape)).toBe(0);
  });

  it('goes by the momentum where the gradient is smaller, and remembers it longer', () => {
    const step = (value: number) => ({ x: { shape: [1], values: [value] } });
    const transform = signMomentum({ beta1: 0.5, beta2: 0.5 });
    // The momentum is 4, 1, -0.5 after each step.
    const updates = runTransform(transform, step(0), [step(8), step(-2), step(-2)]);
    expect(updates.map(({ x }) => x![0])).toEqual([1, 1, -1]);
  });
});
