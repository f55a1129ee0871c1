import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { startBackend } from '../../../src/backend/start.ts';
import { runTransform } from '../test/transforms.ts';
import { scaleByAdam } from './links/scale-by-adam.ts';
import { applyUpdates, chain, type GradientTransform, stateless } from './transform.ts';

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

const vector = (...values: number[]) => ({ x: { shape: [values.length], values } });

/** Counts the steps it has seen, and adds the count to the update. */
const counting: GradientTransform = {
  stateShapes: () => ({ count: [] }),
  update: (updates, state) => {
    const count = tf.add(state.count!, 1);
    return { updates: { x: tf.add(updates.x!, count) }, state: { count } };
  },
};

it('applies the links of a chain in order', () => {
  const doubled = stateless((update) => tf.mul(update, 2));
  const increased = stateless((update) => tf.add(update, 1));
  const [update] = runTransform(chain([doubled, increased]), vector(5), [vector(5)]);
  expect(update!.x).toEqual([11]);
});

it('keeps the state of each link apart, even of two that are alike', () => {
  const steps = [vector(0), vector(0)];
  const updates = runTransform(chain([counting, counting]), vector(0), steps);
  expect(updates.map(({ x }) => x)).toEqual([[2], [4]]);
});

it('names the state by the place of its link', () => {
  const adam = scaleByAdam({ beta1: 0, beta2: 0.999, epsilon: 1e-9 });
  const shapes = chain([stateless((update) => update), adam]).stateShapes({ 'a/b': [2] });
  expect(shapes).toEqual({ '1/secondMoment/a/b': [2] });
});

it('subtracts updates from parameters, and misses none', () => {
  const parameters = { x: tf.tensor1d([1, 2]) };
  const next = applyUpdates(parameters, { x: tf.tensor1d([0.5, -1]) });
  expect([...next.x!.dataSync()]).toEqual([0.5, 3]);
  expect(() => applyUpdates(parameters, {})).toThrow('no update for the parameter "x"');
});
