import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../../../src/backend/start.ts';
import { adagradReference, sm3Reference } from '../references.ts';
import {
  awkwardGradient,
  type Plain,
  runTransform,
  shapeCases,
  transposed,
  worstErrorBeside,
  worstRelativeError,
} from '../testing.ts';
import { type Sm3Options, scaleBySm3 } from './scale-by-sm3.ts';

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

const VARIANTS: Sm3Options[] = [
  { variant: 'I' },
  { variant: 'II' },
  { variant: 'I', beta2: 0.9 },
  { variant: 'II', beta2: 0.9 },
];

const updatesOf = (options: Sm3Options, gradients: readonly Plain[]): number[][] =>
  runTransform(
    scaleBySm3(options),
    { x: gradients[0]! },
    gradients.map((x) => ({ x })),
  ).map(({ x }) => x!);

describe.each(VARIANTS)('scaleBySm3 %j', (options) => {
  const { variant, beta2 } = options;

  it.each(shapeCases)('equals its float64 reference: %s %j', (_name, shape) => {
    const reference = () => sm3Reference(variant, beta2);
    expect(worstErrorBeside(scaleBySm3(options), reference, shape)).toBeLessThan(1e-5);
  });

  it('covers any rank', () => {
    const reference = () => sm3Reference(variant, beta2);
    expect(worstErrorBeside(scaleBySm3(options), reference, [2, 3, 1, 4])).toBeLessThan(1e-5);
  });

  it('transposes its update when the gradient is transposed', () => {
    const gradients = Array.from({ length: 10 }, (_, i) => awkwardGradient([4, 9], i + 1));
    const turned = updatesOf(options, gradients.map(transposed));
    for (const [i, update] of updatesOf(options, gradients).entries()) {
      const back = transposed({ shape: [9, 4], values: turned[i]! }).values;
      // A root's last bit depends on where in its tensor an element lies.
      expect(worstRelativeError(update, back)).toBeLessThan(1e-6);
    }
  });

  it.each([
    ['all', [0, 0, 0, 0, 0, 0]],
    ['a row of', [0, 0, 0, 1, 2, 3]],
    ['a column of', [0, 1, 2, 0, 3, 4]],
    // The square of 1e-30 is 0 in float32.
    ['all but', [1e-30, 0, 0, 0, 0, 0]],
  ])('gives finite updates, 0 where the gradient is, for %s zeros', (_what, values) => {
    const gradient = { shape: [2, 3], values };
    for (const update of updatesOf(options, [gradient, gradient, gradient])) {
      expect(update.every(Number.isFinite)).toBe(true);
      for (const [i, value] of values.entries()) if (value === 0) expect(update[i]).toBe(0);
    }
  });
});

describe.each(['I', 'II'] as const)('SM3-%s', (variant) => {
  it.each([
    ['scalar', []],
    ['vector', [7]],
  ] as const)('is AdaGrad for a %s', (_name, shape) => {
    // Far below the least gradient: AdaGrad needs an epsilon where there has been none yet.
    const reference = () => adagradReference(1e-30);
    expect(worstErrorBeside(scaleBySm3({ variant }), reference, shape)).toBeLessThan(1e-5);
  });

  it('forgets a burst exponentially with beta2, and never without', () => {
    const burst = { shape: [2, 2], values: [1000, 1000, 1000, 1000] };
    const calm = { shape: [2, 2], values: [1, -1, 1, -1] };
    const gradients = [burst, ...Array.from({ length: 300 }, () => calm)];
    const forgetful = updatesOf({ variant, beta2: 0.9 }, gradients).at(-1)!;
    for (const [i, sign] of [1, -1, 1, -1].entries()) expect(forgetful[i]).toBeCloseTo(sign, 4);
    const faithful = updatesOf({ variant }, gradients).at(-1)!;
    for (const update of faithful) expect(Math.abs(update)).toBeLessThan(1e-3);
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
