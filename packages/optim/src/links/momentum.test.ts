import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../../../src/backend/start.ts';
import { gradientReference, heavyBallReference, nesterovReference } from '../references.ts';
import { runTransform, shapeCases, worstErrorBeside } from '../testing.ts';
import { momentum } from './momentum.ts';

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

describe.each([
  ['the heavy ball', false, () => heavyBallReference(gradientReference, 0.9)],
  ['Nesterov', true, () => nesterovReference(() => gradientReference, 0.9)],
] as const)('momentum: %s', (_name, nesterov, reference) => {
  it.each(shapeCases)('equals its float64 reference: %s %j', (_shape, shape) => {
    const transform = momentum({ beta1: 0.9, nesterov });
    expect(worstErrorBeside(transform, reference, shape, { sums: true })).toBeLessThan(1e-5);
  });

  it('keeps nothing and changes nothing with beta1 = 0', () => {
    const transform = momentum({ beta1: 0, nesterov });
    expect(transform.stateShapes({ x: [2, 3] })).toEqual({});
    const gradient = { x: { shape: [2], values: [1, -2] } };
    const updates = runTransform(transform, gradient, [gradient, gradient]);
    expect(updates.map(({ x }) => x)).toEqual([
      [1, -2],
      [1, -2],
    ]);
  });
});

it('sums gradients that stay the same up to 1 / (1 - beta1) times their size', () => {
  const gradient = { x: { shape: [1], values: [1] } };
  const steps = Array.from({ length: 100 }, () => gradient);
  for (const nesterov of [false, true]) {
    const last = runTransform(momentum({ beta1: 0.5, nesterov }), gradient, steps).at(-1)!;
    expect(last.x![0]).toBeCloseTo(2, 6);
  }
});

it('keeps one tensor of each shape', () => {
  const shapes = momentum({ beta1: 0.9, nesterov: true }).stateShapes({ x: [2, 3], y: [] });
  expect(shapes).toEqual({ 'velocity/x': [2, 3], 'velocity/y': [] });
});
