import { beforeAll, expect, it } from 'vitest';
import { startBackend } from '../../../../src/backend/start.ts';
import { runTransform } from '../../test/transforms.ts';
import { scaleByFactoredRms } from './scale-by-factored-rms.ts';

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

const OPTIONS = { decay: { power: 0.8 }, epsilon1: 1e-30 };

it('gives finite updates where R / mean(R) underflows: empty rows beside a huge one', () => {
  const gradient = { x: { shape: [5, 1], values: [0, 0, 0, 0, 2e4] } };
  const [update] = runTransform(scaleByFactoredRms(OPTIONS), gradient, [gradient]);
  for (const [i, expected] of [0, 0, 0, 0, 1].entries()) {
    expect(update!.x![i]).toBeCloseTo(expected, 5);
  }
});

it.each([
  ['both', { 'rowMean/stack': [2, 5], 'columnMean/stack': [2, 7] }],
  ['row', { 'rowMean/stack': [2, 5] }],
  ['column', { 'columnMean/stack': [2, 7] }],
] as const)('keeps of each matrix of a stack: %s', (moment, means) => {
  const shapes = scaleByFactoredRms({ ...OPTIONS, moment }).stateShapes({
    stack: [2, 5, 7],
    s: [],
  });
  expect(shapes).toEqual({ ...means, 'secondMoment/s': [] });
});
