import { beforeAll, expect, it } from 'vitest';
import { startBackend } from '../../../../src/backend/start.ts';
import { runTransform } from '../../test/transforms.ts';
import { chain } from '../transform.ts';
import { addWeightDecay } from './add-weight-decay.ts';
import { scaleByAdam } from './scale-by-adam.ts';

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

it('is not divided by second moments when it comes after them', () => {
  const parameter = { x: { shape: [2], values: [2, -3] } };
  const zeros = { x: { shape: [2], values: [0, 0] } };
  const adam = scaleByAdam({ beta1: 0.9, beta2: 0.999, epsilon: 1e-8 });
  const decay = addWeightDecay({ weightDecay: 0.5 });
  const [decoupled] = runTransform(chain([adam, decay]), parameter, [zeros]);
  expect(decoupled!.x).toEqual([1, -1.5]);
  const [coupled] = runTransform(chain([decay, adam]), parameter, [zeros]);
  for (const [i, sign] of [1, -1].entries()) expect(coupled!.x![i]).toBeCloseTo(sign, 5);
});
