import { beforeAll, expect, it } from 'vitest';
import { startBackend } from '../../../../src/backend/start.ts';
import { runTransform } from '../../test/transforms.ts';
import { scaleByStandardDeviation } from './scale-by-standard-deviation.ts';

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

it('stays finite when gradients hardly vary, where v - m^2 rounds to less than 0', () => {
  const gradient = { x: { shape: [2], values: [1.1, -345.6] } };
  const steps = Array.from({ length: 300 }, () => gradient);
  const link = scaleByStandardDeviation({ beta2: 0.9, epsilon: 1e-8 });
  const last = runTransform(link, gradient, steps).at(-1)!.x!;
  expect(last.every(Number.isFinite)).toBe(true);
  // The variance of gradients that are all alike falls to 0, as 0.9^t.
  expect(last[0]).toBeGreaterThan(1e5);
  expect(last[1]).toBeLessThan(-1e5);
});
