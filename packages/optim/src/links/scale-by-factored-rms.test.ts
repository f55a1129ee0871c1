import { beforeAll, expect, it } from 'vitest';
import { startBackend } from '../../../../src/backend/start.ts';
import { runTransform, worstRelativeError } from '../../test/transforms.ts';
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

it('refuses a floor of mean(R) where there is none', () => {
  expect(() => scaleByFactoredRms({ ...OPTIONS, moment: 'row', meanFloor: 1 })).toThrow(
    'moment row has no mean(R)',
  );
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

// What torch.optim.Adafactor (2.15.0, float64, eps = (1.1920929e-7, 1e-3), not clipped) steps by, over its rate.
it('with a floor of mean(R), divides as torch.optim.Adafactor does where gradients are small', () => {
  const gradients = [
    [1, -2, 3, 40, 5, -6],
    [0, 7, -8, 9, 1, 2],
    [-3, 1, 0, 2, -20, 4],
  ].map((values) => ({ x: { shape: [2, 3], values: values.map((value) => value * 1e-5) } }));
  const updates = runTransform(
    scaleByFactoredRms({ ...OPTIONS, meanFloor: 1.1920929e-7 }),
    gradients[0]!,
    gradients,
  );
  const expected = [
    [0.564899242, -8.39455453, 10.1083822, 2.07448446, 1.92671228, -1.85605505],
    [0, 10.9751352, -10.5346335, 1.02573442, 0.479886334, 0.806094546],
    [-1.80982898, 0.907461408, 0, 0.328044836, -4.93452196, 2.13572426],
  ];
  for (const [i, update] of updates.entries()) {
    expect(worstRelativeError(update.x!, expected[i]!)).toBeLessThan(1e-5);
  }
});
