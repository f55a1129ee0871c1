import { beforeAll, expect, it } from 'vitest';
import { startBackend } from '../../../../src/backend/start.ts';
import { runTransform } from '../../test/transforms.ts';
import { scaleByConfidence } from './scale-by-confidence.ts';

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

it('has larger steps where updates agree with their average than where they do not', () => {
  // Both rows average to about the same; the second one only after going back and forth.
  const steps = Array.from({ length: 40 }, (_, i) => ({
    x: { shape: [2, 2], values: [1, 1, 1 + 5 * (-1) ** i, 1 + 5 * (-1) ** i] },
  }));
  const link = scaleByConfidence({ beta1: 0.9, beta3: 0.9, epsilon: 1e-16 });
  const last = runTransform(link, steps[0]!, steps).slice(-10);
  const mean = (element: number) => last.reduce((sum, { x }) => sum + x![element]!, 0) / 10;
  expect(mean(0)).toBeGreaterThan(5 * mean(2));
});
