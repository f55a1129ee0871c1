import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../../../src/backend/start.ts';
import { normClippedReference } from '../references.ts';
import { runTransform, shapeCases, worstErrorBeside } from '../testing.ts';
import { clipByGlobalNorm } from './clip-by-global-norm.ts';

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

describe('clipByGlobalNorm', () => {
  it.each(shapeCases)('equals its float64 reference: %s %j', (_name, shape) => {
    const clip = clipByGlobalNorm({ threshold: 0.5 });
    expect(worstErrorBeside(clip, () => normClippedReference(0.5), shape)).toBeLessThan(1e-5);
  });

  it('leaves updates alone whose norm is below the threshold: it never amplifies', () => {
    const small = { x: { shape: [2], values: [0.25, 0] }, y: { shape: [], values: [-0.5] } };
    const [update] = runTransform(clipByGlobalNorm({ threshold: 1 }), small, [small]);
    expect(update).toEqual({ x: [0.25, 0], y: [-0.5] });
  });

  it('scales all tensors by one factor, to a norm of the threshold', () => {
    // The norm is sqrt(9 + 16 + 144) = 13.
    const large = { x: { shape: [2], values: [3, 4] }, y: { shape: [], values: [-12] } };
    const [update] = runTransform(clipByGlobalNorm({ threshold: 1 }), large, [large]);
    expect(update!.x![0]).toBeCloseTo(3 / 13, 6);
    expect(update!.x![1]).toBeCloseTo(4 / 13, 6);
    expect(update!.y![0]).toBeCloseTo(-12 / 13, 6);
  });

  it('gives 0 for gradients that are all 0', () => {
    const zeros = { x: { shape: [2], values: [0, 0] } };
    expect(runTransform(clipByGlobalNorm({ threshold: 1 }), zeros, [zeros])[0]!.x).toEqual([0, 0]);
  });
});
