import { beforeAll, expect, it } from 'vitest';
import { startBackend } from '../../../../src/backend/start.ts';
import { runTransform } from '../../test/transforms.ts';
import { clipByGlobalNorm } from './clip-by-global-norm.ts';

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

it('scales all tensors by one factor, to a norm of the threshold', () => {
  // The norm is sqrt(9 + 16 + 144) = 13.
  const large = { x: { shape: [2], values: [3, 4] }, y: { shape: [], values: [-12] } };
  const [update] = runTransform(clipByGlobalNorm({ threshold: 1 }), large, [large]);
  expect(update!.x![0]).toBeCloseTo(3 / 13, 6);
  expect(update!.x![1]).toBeCloseTo(4 / 13, 6);
  expect(update!.y![0]).toBeCloseTo(-12 / 13, 6);
});
