import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../../../src/backend/start.ts';
import { gradientReference } from '../references.ts';
import { confidenceReference } from '../successor-references.ts';
import { runTransform, shapeCases, worstErrorBeside } from '../testing.ts';
import { scaleByConfidence } from './scale-by-confidence.ts';

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

const options = { beta1: 0.9, beta3: 0.9999, epsilon: 1e-16 };

describe('scaleByConfidence', () => {
  it.each(shapeCases)('equals its float64 reference: %s %j', (_name, shape) => {
    const reference = () => confidenceReference(gradientReference, 0.9, 0.9999, 1e-16);
    const error = worstErrorBeside(scaleByConfidence(options), reference, shape, { sums: true });
    expect(error).toBeLessThan(1e-5);
  });

  it('has larger steps where updates agree with their average than where they do not', () => {
    // Both rows average to about the same; the second one only after going back and forth.
    const steps = Array.from({ length: 40 }, (_, i) => ({
      x: { shape: [2, 2], values: [1, 1, 1 + 5 * (-1) ** i, 1 + 5 * (-1) ** i] },
    }));
    const updates = runTransform(scaleByConfidence({ ...options, beta3: 0.9 }), steps[0]!, steps);
    const mean = (element: number) =>
      updates.slice(-10).reduce((sum, { x }) => sum + x![element]!, 0) / 10;
    expect(mean(0)).toBeGreaterThan(5 * mean(2));
  });

  it('keeps two means of a matrix, and of a vector its average alone', () => {
    expect(scaleByConfidence(options).stateShapes({ w: [3, 5], b: [7] })).toEqual({
      'average/w': [3, 5],
      'rowMean/w': [3],
      'columnMean/w': [5],
      'average/b': [7],
    });
  });
});
