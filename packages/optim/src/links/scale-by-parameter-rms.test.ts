import { beforeAll, expect, it } from 'vitest';
import { startBackend } from '../../../../src/backend/start.ts';
import { runTransform } from '../testing.ts';
import { scaleByParameterRms } from './scale-by-parameter-rms.ts';

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

const vector = (...values: number[]) => ({ x: { shape: [values.length], values } });

it.each([
  ['the RMS of the parameter', vector(6, 8), Math.sqrt(50)],
  ['epsilon_2 where the parameter is 0', vector(0, 0), 1e-3],
])('multiplies the update by %s', (_what, parameter, scale) => {
  const transform = scaleByParameterRms({ epsilon2: 1e-3 });
  const [update] = runTransform(transform, parameter, [vector(1, -2)]);
  expect(update!.x![0]! / scale).toBeCloseTo(1, 6);
  expect(update!.x![1]! / scale).toBeCloseTo(-2, 6);
});
