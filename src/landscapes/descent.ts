import * as tf from '@tensorflow/tfjs-core';
import {
  applyUpdates,
  disposeTree,
  type GradientTransform,
  initialState,
  leaf,
  NAMED,
  type OptimizerName,
  type TensorTree,
} from 'sublinear-optim';
import type { Point, Surface } from './surfaces.ts';

/** The learning rates that each optimiser is tuned over. */
export const LEARNING_RATES = [
  1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1, 3e-1, 1, 3, 10,
] as const;

/** What an optimiser does on a surface. */
export type Descent = {
  readonly optimizer: OptimizerName;
  readonly learningRate: number;
  /** From the start on, one point more than there are steps. */
  readonly path: readonly Point[];
  /** The surface's value at the end. */
  readonly value: number;
};

const POINT = 'point';

const within = ([from, to]: Point, value: number): boolean => value >= from && value <= to;

/** The path of `optimizer` down `surface`, which ends early where it would leave the window. */
export function descend(optimizer: GradientTransform, surface: Surface, steps: number): Point[] {
  const path: Point[] = [surface.start];
  let parameters: TensorTree = { [POINT]: tf.tensor1d([...surface.start]) };
  let state = initialState(optimizer, parameters);
  for (let step = 1; step <= steps; step++) {
    const next = tf.tidy(() => {
      const gradients = { [POINT]: tf.tensor1d([...surface.gradient(path.at(-1)!)]) };
      const context = { parameters, step: tf.scalar(step) };
      const result = optimizer.update(gradients, state, context);
      return { parameters: applyUpdates(parameters, result.updates), state: result.state };
    });
    disposeTree(parameters);
    disposeTree(state);
    ({ parameters, state } = next);
    const [x, y] = leaf(parameters, POINT).dataSync() as unknown as Point;
    if (!within(surface.window.x, x) || !within(surface.window.y, y)) break;
    path.push([x, y]);
  }
  disposeTree(parameters);
  disposeTree(state);
  return path;
}

/**
 * The descent at the learning rate, of `LEARNING_RATES`, that ends lowest after `steps` steps without
 * leaving the window.
 *
 * @throws Error where every rate leaves it
 */
export function tunedDescent(optimizer: OptimizerName, surface: Surface, steps: number): Descent {
  const descents = LEARNING_RATES.map((learningRate): Descent => {
    const path = descend(NAMED[optimizer].build({ learningRate }), surface, steps);
    return { optimizer, learningRate, path, value: surface.value(path.at(-1)!) };
  }).filter(({ path }) => path.length === steps + 1);
  const [best] = descents.toSorted((one, other) => one.value - other.value);
  if (best === undefined) {
    throw new Error(`${optimizer} leaves the picture of ${surface.name} at every learning rate`);
  }
  return best;
}
