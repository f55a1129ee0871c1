import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../../../src/backend/start.ts';
import { adagradReference, type Plain } from '../../test/references.ts';
import { awkwardGradient, runTransform, worstErrorBeside } from '../../test/transforms.ts';
import { scaleBySm3 } from './scale-by-sm3.ts';

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

const updatesOf = (
  options: Parameters<typeof scaleBySm3>[0],
  gradients: readonly Plain[],
): number[][] =>
  runTransform(
    scaleBySm3(options),
    { x: gradients[0]! },
    gradients.map((x) => ({ x })),
  ).map(({ x }) => x!);

describe.each(['I', 'II'] as const)('SM3-%s', (variant) => {
  it.each([
    ['scalar', []],
    ['vector', [7]],
  ] as const)('is AdaGrad for a %s', (_name, shape) => {
    // Far below the least gradient: AdaGrad needs an epsilon where there has been none yet.
    const reference = () => adagradReference(1e-30);
    expect(worstErrorBeside(scaleBySm3({ variant }), reference, shape)).toBeLessThan(1e-5);
  });

  it('gives a finite update where the square of a gradient underflows', () => {
    // The square of 1e-30 is 0 in float32.
    const gradient = { shape: [2, 3], values: [1e-30, 0, 0, 0, 0, 0] };
    for (const [first, ...others] of updatesOf({ variant }, [gradient, gradient])) {
      expect(first).toSatisfy(Number.isFinite);
      expect(others).toEqual([0, 0, 0, 0, 0]);
    }
  });
});

it('bounds every sum of squares from above, SM3-II no less tightly than SM3-I', () => {
  const gradients = Array.from({ length: 20 }, (_, i) => awkwardGradient([4, 5], i + 1));
  const loose = updatesOf({ variant: 'I' }, gradients);
  const tight = updatesOf({ variant: 'II' }, gradients);
  const sums = new Array<number>(20).fill(0);
  for (const [step, { values }] of gradients.entries()) {
    for (const [i, g] of values.entries()) {
      sums[i]! += g ** 2;
      if (g === 0) continue;
      const sizes = [loose, tight].map((updates) => Math.abs(updates[step]![i]!));
      expect(sizes[0]).toBeLessThanOrEqual(sizes[1]! * (1 + 1e-5));
      expect(sizes[1]).toBeLessThanOrEqual((Math.abs(g) / Math.sqrt(sums[i]!)) * (1 + 1e-5));
    }
  }
});

it('keeps a vector for each axis, whatever the rank', () => {
  const shapes = { scalar: [], vector: [7], matrix: [5, 7], cube: [2, 5, 7] };
  expect(scaleBySm3({ variant: 'II' }).stateShapes(shapes)).toEqual({
    'slices/0/scalar': [],
    'slices/0/vector': [7],
    'slices/0/matrix': [5],
    'slices/1/matrix': [7],
    'slices/0/cube': [2],
    'slices/1/cube': [5],
    'slices/2/cube': [7],
  });
});
