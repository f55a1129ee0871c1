import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../../../src/backend/start.ts';
import { correctedDecay, powerDecay, rmsReference } from '../references.ts';
import { runTransform, shapeCases, worstErrorBeside } from '../testing.ts';
import { scaleByRms } from './scale-by-rms.ts';

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

const EPSILON = 1e-9;

describe.each([
  ['a constant decay', { beta2: 0.999 }, correctedDecay(0.999)],
  ['a constant decay, uncorrected', { beta2: 0.9, biasCorrection: false }, () => 0.9],
  ['1 - t^-0.5', { power: 0.5 }, powerDecay(0.5)],
  ['1 - t^-1', { power: 1 }, powerDecay(1)],
] as const)('scaleByRms with %s', (_name, decay, decayAt) => {
  const transform = scaleByRms({ decay, epsilon: EPSILON });

  it.each(shapeCases)('equals its float64 reference: %s %j', (_shape, shape) => {
    const reference = () => rmsReference(decayAt, EPSILON);
    expect(worstErrorBeside(transform, reference, shape)).toBeLessThan(1e-5);
  });

  it('gives 0 for gradients that are all 0', () => {
    const zeros = { x: { shape: [2], values: [0, 0] } };
    for (const update of runTransform(transform, zeros, [zeros, zeros])) {
      expect(update.x).toEqual([0, 0]);
    }
  });
});

it('remembers nothing at the first step where the decay is 0 then', () => {
  const gradient = { x: { shape: [2], values: [3, -1e-3] } };
  const [update] = runTransform(scaleByRms({ decay: { power: 0.8 }, epsilon: EPSILON }), gradient, [
    gradient,
  ]);
  expect(update!.x![0]).toBeCloseTo(1, 5);
  expect(update!.x![1]).toBeCloseTo(-1, 5);
});
