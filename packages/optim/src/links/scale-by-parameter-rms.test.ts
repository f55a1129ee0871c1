import { beforeAll, expect, it } from 'vitest';
import { startBackend } from '../../../../src/backend/start.ts';
import { runTransform } from '../../test/transforms.ts';
import { scaleByParameterRms } from './scale-by-parameter-rms.ts';

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

it('multiplies the update by epsilon_2 where the parameter is 0', () => {
  const vector = (...values: number[]) => ({ x: { shape: [2], values } });
  const link = scaleByParameterRms({ epsilon2: 1e-3 });
  const [update] = runTransform(link, vector(0, 0), [vector(1, -2)]);
  expect(update!.x![0]! / 1e-3).toBeCloseTo(1, 6);
  expect(update!.x![1]! / 1e-3).toBeCloseTo(-2, 6);
});
