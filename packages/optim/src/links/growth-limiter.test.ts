import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../../../src/backend/start.ts';
import { gradientReference } from '../references.ts';
import { growthLimitedReference } from '../successor-references.ts';
import { runTransform, shapeCases, worstErrorBeside } from '../testing.ts';
import { growthLimiter } from './growth-limiter.ts';

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

const vector = (...values: number[]) => ({ x: { shape: [values.length], values } });

describe('growthLimiter', () => {
  it.each(shapeCases)('equals its float64 reference: %s %j', (_name, shape) => {
    const reference = () => growthLimitedReference(gradientReference, 1.01);
    expect(worstErrorBeside(growthLimiter({ limit: 1.01 }), reference, shape)).toBeLessThan(1e-5);
  });

  it('lets an update be as many times as large as what came out before it', () => {
    const steps = [vector(3, 4), vector(30, 40), vector(30, 40), vector(0.3, 0.4)];
    const updates = runTransform(growthLimiter({ limit: 2 }), vector(0, 0), steps);
    const expected = [
      [3, 4],
      [6, 8],
      [12, 16],
      [0.3, 0.4],
    ];
    for (const [i, update] of updates.entries()) {
      for (const [j, value] of update.x!.entries()) expect(value).toBeCloseTo(expected[i]![j]!, 5);
    }
  });

  it('limits nothing after an update of 0', () => {
    const updates = runTransform(growthLimiter({ limit: 2 }), vector(0), [vector(0), vector(9)]);
    expect(updates.map(({ x }) => x)).toEqual([[0], [9]]);
  });

  it('keeps one number a tensor', () => {
    const shapes = growthLimiter({ limit: 2 }).stateShapes({ w: [3, 5], b: [7] });
    expect(shapes).toEqual({ 'norm/w': [], 'norm/b': [] });
  });
});
