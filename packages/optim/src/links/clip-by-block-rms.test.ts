import { beforeAll, expect, it } from 'vitest';
import { startBackend } from '../../../../src/backend/start.ts';
import { runTransform } from '../testing.ts';
import { clipByBlockRms } from './clip-by-block-rms.ts';

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

const vector = (...values: number[]) => ({ x: { shape: [values.length], values } });

it('leaves an update alone whose RMS is below the threshold: it never amplifies', () => {
  const small = vector(0.5, -0.25);
  const [update] = runTransform(clipByBlockRms({ threshold: 1 }), small, [small]);
  expect(update!.x).toEqual([0.5, -0.25]);
});

it('scales a larger update down to an RMS of the threshold', () => {
  // RMS(3, 4) = sqrt(12.5), so d = 2 divides by sqrt(12.5) / 2.
  const large = vector(3, 4);
  const [update] = runTransform(clipByBlockRms({ threshold: 2 }), large, [large]);
  const divisor = Math.sqrt(12.5) / 2;
  expect(update!.x![0]).toBeCloseTo(3 / divisor, 6);
  expect(update!.x![1]).toBeCloseTo(4 / divisor, 6);
});

it('clips each tensor by itself', () => {
  const updates = { ...vector(0.5), y: { shape: [1], values: [100] } };
  const [clipped] = runTransform(clipByBlockRms({ threshold: 1 }), updates, [updates]);
  expect(clipped).toEqual({ x: [0.5], y: [1] });
});
