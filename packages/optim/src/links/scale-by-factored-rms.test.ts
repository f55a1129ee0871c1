import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../../../src/backend/start.ts';
import {
  awkwardGradient,
  type Plain,
  runTransform,
  transposed,
  worstRelativeError,
} from '../testing.ts';
import { scaleByFactoredRms } from './scale-by-factored-rms.ts';

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

const adafactor = () => scaleByFactoredRms({ decay: { power: 0.8 }, epsilon1: 1e-30 });

const updatesOf = (gradients: Plain[]) => {
  const parameter = { shape: gradients[0]!.shape, values: gradients[0]!.values.map(() => 1) };
  return runTransform(
    adafactor(),
    { x: parameter },
    gradients.map((x) => ({ x })),
  ).map((update) => update.x!);
};

describe('scaleByFactoredRms', () => {
  it('transposes its update when the gradient is transposed', () => {
    const gradients = Array.from({ length: 10 }, (_, i) => awkwardGradient([4, 9], i + 1));
    const straight = updatesOf(gradients);
    const turned = updatesOf(gradients.map(transposed));
    for (const [i, update] of straight.entries()) {
      const back = transposed({ shape: [9, 4], values: turned[i]! }).values;
      expect(worstRelativeError(update, back)).toBeLessThan(1e-5);
    }
  });

  it('takes the sign of the gradient at the first step when the square is of rank 1', () => {
    // beta2 is 0 at t = 1, and V of a rank-1 square is exact, so U = G / |G|.
    const values = [1, -2, 3, 10, -20, 30];
    const [update] = updatesOf([{ shape: [2, 3], values }]);
    expect(worstRelativeError(update!, values.map(Math.sign))).toBeLessThan(1e-6);
  });

  it.each([
    ['all', [0, 0, 0, 0, 0, 0]],
    ['a row of', [0, 0, 0, 1, 2, 3]],
    ['a column of', [0, 1, 2, 0, 3, 4]],
  ])('gives finite updates, 0 where the gradient is, for %s zeros', (_what, values) => {
    const gradient = { shape: [2, 3], values };
    for (const update of updatesOf([gradient, gradient, gradient])) {
      expect(update.every(Number.isFinite)).toBe(true);
      for (const [i, value] of values.entries()) if (value === 0) expect(update[i]).toBe(0);
    }
  });

  it('gives finite updates where R / mean(R) underflows: empty rows beside a huge one', () => {
    const values = [0, 0, 0, 0, 2e4];
    const [update] = updatesOf([{ shape: [5, 1], values }]);
    for (const [i, expected] of [0, 0, 0, 0, 1].entries()) {
      expect(update![i]).toBeCloseTo(expected, 5);
    }
  });

  it('takes rows or columns alone for the whole second moment, and keeps no others', () => {
    const gradient = { x: { shape: [2, 2], values: [1, 7, 0, 3] } };
    const options = { decay: { power: 0.8 }, epsilon1: 1e-30 };
    const first = (moment: 'row' | 'column') =>
      runTransform(scaleByFactoredRms({ ...options, moment }), gradient, [gradient])[0]!.x!;
    // The mean squares are 25 and 4.5 along rows, 0.5 and 29 along columns.
    const byRow = [1 / 5, 7 / 5, 0, 3 / Math.sqrt(4.5)];
    const byColumn = [1 / Math.sqrt(0.5), 7 / Math.sqrt(29), 0, 3 / Math.sqrt(29)];
    expect(worstRelativeError(first('row'), byRow)).toBeLessThan(1e-6);
    expect(worstRelativeError(first('column'), byColumn)).toBeLessThan(1e-6);
    const shapes = (moment: 'row' | 'column') =>
      scaleByFactoredRms({ ...options, moment }).stateShapes({ stack: [2, 5, 7], vector: [7] });
    expect(shapes('row')).toEqual({ 'rowMean/stack': [2, 5], 'secondMoment/vector': [7] });
    expect(shapes('column')).toEqual({ 'columnMean/stack': [2, 7], 'secondMoment/vector': [7] });
  });

  it('keeps a row and a column of each matrix, and vectors whole', () => {
    const shapes = adafactor().stateShapes({
      matrix: [5, 7],
      stack: [2, 5, 7],
      vector: [7],
      scalar: [],
    });
    expect(shapes).toEqual({
      'rowMean/matrix': [5],
      'columnMean/matrix': [7],
      'rowMean/stack': [2, 5],
      'columnMean/stack': [2, 7],
      'secondMoment/vector': [7],
      'secondMoment/scalar': [],
    });
  });

  it('treats parameters of one tree independently of each other', () => {
    const one = awkwardGradient([3, 4], 1);
    const other = awkwardGradient([4, 2], 2);
    const together = runTransform(adafactor(), { one, other }, [{ one, other }]);
    const alone = runTransform(adafactor(), { one }, [{ one }]);
    expect(together[0]!.one).toEqual(alone[0]!.one);
  });
});
