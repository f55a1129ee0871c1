import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../../../src/backend/start.ts';
import type { Epsilons } from '../epsilons.ts';
import { correctedDecay, powerDecay, rmsReference } from '../references.ts';
import { runTransform, shapeCases, worstErrorBeside } from '../testing.ts';
import { scaleByRms } from './scale-by-rms.ts';

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

/** Outside the root, inside it, and both; large ones show where they stand. */
const EPSILONS = [
  { epsilon: 1e-9 },
  { epsilon1: 1e-30 },
  { epsilon: 1e-3, epsilon1: 1e-4 },
] as const;

describe.each([
  ['a constant decay', { beta2: 0.999 }, correctedDecay(0.999)],
  ['a constant decay, uncorrected', { beta2: 0.9, biasCorrection: false }, () => 0.9],
  ['1 - t^-0.5', { power: 0.5 }, powerDecay(0.5)],
  ['1 - t^-1', { power: 1 }, powerDecay(1)],
] as const)('scaleByRms with %s', (_name, decay, decayAt) => {
  describe.each(EPSILONS)('and %j', (epsilons: Epsilons) => {
    const transform = scaleByRms({ decay, ...epsilons });

    it.each(shapeCases)('equals its float64 reference: %s %j', (_shape, shape) => {
      const { epsilon = 0, epsilon1 } = epsilons;
      const reference = () => rmsReference(decayAt, epsilon, epsilon1);
      expect(worstErrorBeside(transform, reference, shape)).toBeLessThan(1e-5);
    });
  });

  it.each(EPSILONS)('gives 0 for gradients that are all 0, with %j', (epsilons) => {
    const transform = scaleByRms({ decay, ...epsilons });
    const zeros = { x: { shape: [2], values: [0, 0] } };
    for (const update of runTransform(transform, zeros, [zeros, zeros])) {
      expect(update.x).toEqual([0, 0]);
    }
  });
});

it('remembers nothing at the first step where the decay is 0 then', () => {
  const gradient = { x: { shape: [2], values: [3, -1e-3] } };
  const [update] = runTransform(scaleByRms({ decay: { power: 0.8 }, epsilon: 1e-9 }), gradient, [
    gradient,
  ]);
  expect(update!.x![0]).toBeCloseTo(1, 5);
  expect(update!.x![1]).toBeCloseTo(-1, 5);
});
