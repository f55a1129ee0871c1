import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../../src/backend/start.ts';
import type { PlainTree } from '../test/references.ts';
import { toTensors } from '../test/transforms.ts';
import { buildOptimizer, type LinkConfig } from './optimizer.ts';
import { constantSchedule } from './schedules.ts';
import { initialState } from './transform.ts';
import type { TensorTree } from './tree.ts';

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

/** Parameters, and gradients too. */
const VALUES: PlainTree = {
  matrix: { shape: [2, 3], values: [1, -2, 3, 4, 5, -6] },
  vector: { shape: [2], values: [0.5, -0.25] },
};

/** What the links tell of two steps, and the updates of the second. */
function observed(links: LinkConfig[]) {
  const optimizer = buildOptimizer(links, constantSchedule(0.1));
  const unscaled: Record<string, number[]> = {};
  const clipped: Record<string, boolean> = {};
  const observer = {
    unscaled: (name: string, update: tf.Tensor) => {
      unscaled[name] = [...update.dataSync()];
    },
    clipped: (name: string, smaller: tf.Scalar) => {
      clipped[name] = smaller.dataSync()[0] === 1;
    },
  };
  const parameters = toTensors(VALUES);
  let state = initialState(optimizer, parameters);
  let updates: TensorTree = {};
  for (const step of [1, 2]) {
    const context = { parameters, step: tf.scalar(step), observer };
    ({ updates, state } = optimizer.update(toTensors(VALUES), state, context));
  }
  const values = Object.fromEntries(
    Object.entries(updates).map(([name, update]) => [name, [...update.dataSync()]]),
  );
  return { unscaled, clipped, updates: values };
}

const SECOND_MOMENTS: LinkConfig[] = [
  { link: 'scaleByAdam', beta1: 0, beta2: 0.9, epsilon: 1e-3 },
  { link: 'scaleByAdam', beta1: 0.9, beta2: 0.9, epsilon: 1e-3 },
  { link: 'scaleByRms', decay: { power: 0.8 }, epsilon: 1e-3 },
  { link: 'scaleByStandardDeviation', beta2: 0.9, epsilon: 1e-3 },
  { link: 'scaleByFactoredRms', decay: { power: 0.8 }, epsilon1: 1e-30 },
  { link: 'scaleByFactoredRms', moment: 'row', decay: { power: 0.8 }, epsilon1: 1e-30 },
  { link: 'scaleByAdagrad', epsilon: 1e-3 },
  { link: 'scaleBySm3', variant: 'I' },
  { link: 'scaleBySm3', variant: 'II' },
];

describe('a link that divides by a second moment', () => {
  it.each(SECOND_MOMENTS)('tells what it makes of every update: %j', (link) => {
    const alone = observed([link]);
    expect(alone.unscaled).toEqual(alone.updates);
    expect(alone.clipped).toEqual({});
  });

  it('tells it before clipping and scaling', () => {
    const link = SECOND_MOMENTS[2]!;
    const chained = observed([
      link,
      { link: 'clipByBlockRms', threshold: 0.1 },
      { link: 'scaleBySchedule', factor: 2 },
    ]);
    expect(chained.unscaled).toEqual(observed([link]).updates);
    expect(chained.updates).not.toEqual(chained.unscaled);
  });
});

describe('a link that clips', () => {
  it('tells of each tensor whether it did', () => {
    // RMS 3.9 and 0.4.
    const { clipped, unscaled } = observed([{ link: 'clipByBlockRms', threshold: 1 }]);
    expect(clipped).toEqual({ matrix: true, vector: false });
    expect(unscaled).toEqual({});
  });

  it('tells the same of every tensor where it clips them together', () => {
    // The norm of all is 9.6.
    const norm = (threshold: number) => observed([{ link: 'clipByGlobalNorm', threshold }]).clipped;
    expect(norm(9)).toEqual({ matrix: true, vector: true });
    expect(norm(10)).toEqual({ matrix: false, vector: false });
  });
});

it.each<LinkConfig>([
  { link: 'momentum', beta1: 0.9, nesterov: false },
  { link: 'averageUpdates', beta1: 0.9 },
  { link: 'addWeightDecay', weightDecay: 0.1 },
  { link: 'scaleByParameterRms', epsilon2: 1e-3 },
  { link: 'scaleBySchedule', factor: 2 },
])('no other link tells anything: %j', (link) => {
  const { unscaled, clipped } = observed([link]);
  expect({ unscaled, clipped }).toEqual({ unscaled: {}, clipped: {} });
});
