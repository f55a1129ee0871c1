import * as fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { startBackend } from '../../../src/backend/start.ts';
import type { Plain } from '../test/references.ts';
import { runTransform, transposed, worstRelativeError } from '../test/transforms.ts';
import { clipByBlockRms } from './links/clip-by-block-rms.ts';
import { clipByGlobalNorm } from './links/clip-by-global-norm.ts';
import { scaleByFactoredRms } from './links/scale-by-factored-rms.ts';
import * as named from './named.ts';
import type { GradientTransform } from './transform.ts';

/*
 * Properties that hold for any gradients, tried on random ones.
 */

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

/** A number of either sign between 1e-6 and 1e6. */
const sized = fc
  .tuple(fc.boolean(), fc.double({ min: -6, max: 6, noNaN: true }))
  .map(([negative, exponent]) => Math.fround((negative ? -1 : 1) * 10 ** exponent));

const side = fc.integer({ min: 1, max: 6 });

/** A few gradients of one matrix. */
const gradients = (element: fc.Arbitrary<number>): fc.Arbitrary<Plain[]> =>
  fc.tuple(side, side, fc.integer({ min: 1, max: 5 })).chain(([rows, columns, steps]) =>
    fc.array(
      fc
        .array(element, { minLength: rows * columns, maxLength: rows * columns })
        .map((values) => ({ shape: [rows, columns], values })),
      { minLength: steps, maxLength: steps },
    ),
  );

function updatesOf(
  transform: GradientTransform,
  steps: readonly Plain[],
  parameter = steps[0]!,
): number[][] {
  const trees = steps.map((x) => ({ x }));
  return runTransform(transform, { x: parameter }, trees).map(({ x }) => x!);
}

/** Sums along the rows of a matrix. */
function rowSums({ shape, values }: Plain): number[] {
  const [rows, columns] = shape as [number, number];
  return Array.from({ length: rows }, (_, row) =>
    values.slice(row * columns, (row + 1) * columns).reduce((sum, value) => sum + value, 0),
  );
}

it('V has the row and column sums of the full average: it minimises the I-divergence', () => {
  const power = 0.8;
  const transform = scaleByFactoredRms({ decay: { power }, epsilon1: 1e-30 });
  fc.assert(
    fc.property(gradients(sized), (steps) => {
      let full = steps[0]!.values.map(() => 0);
      for (const [i, { values }] of steps.entries()) {
        const beta2 = 1 - (i + 1) ** -power;
        full = full.map((v, j) => beta2 * v + (1 - beta2) * values[j]! ** 2);
      }
      const { shape, values } = steps.at(-1)!;
      const last = updatesOf(transform, steps).at(-1)!;
      // What the gradient was divided by is the root of V.
      const second = { shape, values: values.map((g, j) => (g / last[j]!) ** 2) };
      const average = { shape, values: full };
      for (const turn of [(plain: Plain) => plain, transposed]) {
        const error = worstRelativeError(rowSums(turn(second)), rowSums(turn(average)));
        expect(error).toBeLessThan(1e-5);
      }
    }),
  );
});

it('relative steps grow with the parameter', () => {
  const scale = fc.integer({ min: -8, max: 8 }).map((exponent) => 2 ** exponent);
  fc.assert(
    fc.property(gradients(sized), scale, (steps, factor) => {
      // Its RMS is 1, far above epsilon_2, and that of the scaled one is not below it.
      const { shape } = steps[0]!;
      const ones = { shape, values: steps[0]!.values.map((_, i) => (i % 2 === 0 ? 1 : -1)) };
      const scaled = { shape, values: ones.values.map((value) => value * factor) };
      const plain = updatesOf(named.adafactor.build(), steps, ones);
      const larger = updatesOf(named.adafactor.build(), steps, scaled);
      for (const [i, update] of plain.entries()) {
        const expected = update.map((u) => u * factor);
        expect(worstRelativeError(larger[i]!, expected)).toBeLessThan(1e-5);
      }
    }),
  );
});

it.each<[string, (threshold: number) => GradientTransform]>([
  ['clipByBlockRms', (threshold) => clipByBlockRms({ threshold })],
  ['clipByGlobalNorm', (threshold) => clipByGlobalNorm({ threshold })],
])('%s only ever shrinks, and turns nothing', (_name, clip) => {
  const threshold = fc.double({ min: 1e-3, max: 1e3, noNaN: true });
  fc.assert(
    fc.property(gradients(fc.oneof(sized, fc.constant(0))), threshold, (steps, limit) => {
      for (const [i, update] of updatesOf(clip(limit), steps).entries()) {
        const { values } = steps[i]!;
        const factors = values.flatMap((g, j) => (g === 0 ? [] : [update[j]! / g]));
        for (const factor of factors) {
          expect(factor).toBeGreaterThan(0);
          expect(factor).toBeLessThanOrEqual(1);
          expect(factor / factors[0]!).toBeCloseTo(1, 5);
        }
      }
    }),
  );
});

it.each<[string, GradientTransform]>([
  ['adafactor', named.adafactor.build()],
  ['adafactor with momentum', named.adafactor.build({ beta1: 0.9 })],
  ['sm3', named.sm3.build({ learningRate: 1 })],
  ['sm3 that forgets', named.sm3.build({ learningRate: 1, variant: 'I', beta2: 0.9 })],
])('%s transposes its update when the gradient is transposed', (_name, transform) => {
  fc.assert(
    fc.property(gradients(fc.oneof(sized, fc.constant(0))), (steps) => {
      const straight = updatesOf(transform, steps);
      const turned = updatesOf(transform, steps.map(transposed));
      for (const [i, values] of turned.entries()) {
        const [rows, columns] = steps[0]!.shape as [number, number];
        const back = transposed({ shape: [columns, rows], values }).values;
        const sizes = back.map(() => Math.max(...back.map(Math.abs)));
        expect(worstRelativeError(straight[i]!, back, sizes)).toBeLessThan(1e-5);
      }
    }),
  );
});
