import * as tf from '@tensorflow/tfjs-core';
import { withPrefix } from 'sublinear-optim';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../backend/start.ts';
import { eagerExecutor } from '../executor/eager.ts';
import {
  averageKinds,
  compileTakePoint,
  initialAverages,
  pointsAt,
  polyakAveraged,
} from './averages.ts';

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

describe('the Polyak average', () => {
  it('is the weighted mean of the parameters after each step', () => {
    const decay = 0.9;
    const path = [3, -1, 4, 1, -5, 9, 2, 6];
    let averages = initialAverages({ polyak: { decay } }, { x: tf.scalar(0) });
    for (const [i, value] of path.entries()) {
      const parameters = { x: tf.scalar(value) };
      averages = polyakAveraged(averages, parameters, tf.scalar(i + 1), decay);
      const weights = path.slice(0, i + 1).map((_, j) => decay ** (i - j));
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      const expected = weights.reduce((sum, weight, j) => sum + weight * path[j]!, 0) / total;
      expect(averages['polyak/x']!.dataSync()[0]).toBeCloseTo(expected, 5);
    }
  });
});

describe('the mean over the last points', () => {
  it.each([
    [{ count: 3, every: 2 }, [0, 0, 0, 0, 0, 1, 0, 2, 0, 3]],
    [{ count: 1, every: 4 }, [0, 0, 0, 0, 0, 0, 0, 0, 0, 1]],
    [{ count: 99, every: 5 }, [0, 0, 0, 0, 1, 0, 0, 0, 0, 2]],
    [{ count: 5, every: 4 }, [0, 1, 0, 0, 0, 2, 0, 0, 0, 3]],
  ])('%o takes them at these of ten steps', (config, expected) => {
    expect(expected.map((_, i) => pointsAt(config, i + 1, 10))).toEqual(expected);
  });

  it('is their mean', () => {
    const executor = eagerExecutor({
      ...withPrefix('parameters', { x: tf.tensor1d([1, 2]) }),
      ...withPrefix(
        'averages',
        initialAverages({ lastPoints: { count: 3, every: 1 } }, { x: tf.tensor1d([0, 0]) }),
      ),
    });
    const takePoint = compileTakePoint(executor, 'parameters');
    const path = [
      [1, 2],
      [4, -8],
      [7, 3],
    ];
    for (const [i, values] of path.entries()) {
      executor.write('parameters', { x: tf.tensor1d(values) });
      takePoint(i + 1);
    }
    expect([...executor.read('averages/lastPoints').x!.dataSync()]).toEqual([4, -1]);
  });

  it('is the mean of all points where the run has room for fewer than are asked for', () => {
    const lastPoints = { count: 5, every: 2 };
    const executor = eagerExecutor({
      ...withPrefix('parameters', { x: tf.scalar(0) }),
      ...withPrefix('averages', initialAverages({ lastPoints }, { x: tf.scalar(0) })),
    });
    const takePoint = compileTakePoint(executor, 'parameters');
    for (const [i, value] of [6, 100, 8, 100, 13].entries()) {
      executor.write('parameters', { x: tf.scalar(value) });
      const points = pointsAt(lastPoints, i + 1, 5);
      if (points > 0) takePoint(points);
    }
    expect(executor.read('averages/lastPoints').x!.dataSync()[0]).toBe(9);
  });
});

it('nothing is kept for an average that is not asked for', () => {
  expect(initialAverages({}, { x: tf.scalar(1) })).toEqual({});
  expect(averageKinds({ lastPoints: { count: 1, every: 1 } })).toEqual(['lastPoints']);
});
