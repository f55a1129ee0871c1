import { beforeAll, expect, it } from 'vitest';
import { startBackend } from '../../../../src/backend/start.ts';
import { runTransform } from '../../test/transforms.ts';
import type { GradientTransform } from '../transform.ts';
import { scaleByAdam } from './scale-by-adam.ts';
import { scaleByStableAdam } from './scale-by-stable-adam.ts';

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

const adam = { beta1: 0.9, beta2: 0.99, epsilon: 1e-8 };

it('is Adam while the second moment keeps up, and shorter at a jump', () => {
  const gradients = [1, 1, 1, 100, 1].map((value) => ({ x: { shape: [1], values: [value] } }));
  const updates = (link: GradientTransform) =>
    runTransform(link, gradients[0]!, gradients).map(({ x }) => x![0]!);
  const stable = updates(scaleByStableAdam({ ...adam, weightDecay: 0 }));
  const plain = updates(scaleByAdam(adam));
  for (const step of [0, 1, 2, 4]) expect(stable[step]).toBeCloseTo(plain[step]!, 5);
  expect(stable[3]! / plain[3]!).toBeCloseTo(Math.sqrt((3 * 1 + 100 ** 2) / 4) / 100, 1);
});

it('keeps no first moment with beta1 = 0', () => {
  const link = scaleByStableAdam({ ...adam, beta1: 0, weightDecay: 0 });
  expect(link.stateShapes({ x: [3] })).toEqual({ 'secondMoment/x': [3] });
});
