import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../../src/backend/start.ts';
import { graphExecutor } from '../../../src/graph/executor.ts';
import { CASES } from '../test/named-cases.ts';
import {
  awkwardGradient,
  parameterOf,
  rootMeanSquares,
  runTransform,
  SHAPES,
  shapeCases,
  toTensors,
  worstErrorBeside,
  worstRelativeError,
} from '../test/transforms.ts';
import * as named from './named.ts';
import { withWarmup } from './schedules.ts';
import { type GradientTransform, initialState } from './transform.ts';
import { disposeTree, leaf, underPrefix, withPrefix } from './tree.ts';

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

it('has a case for every named optimiser', () => {
  expect(new Set(CASES.map(({ name }) => name))).toEqual(new Set(Object.keys(named.NAMED)));
});

/** One tensor of every shape. */
const parameters = Object.fromEntries(
  shapeCases.map(([name, shape]) => [name, parameterOf(shape)]),
);

const gradientsAt = (step: number) =>
  Object.fromEntries(shapeCases.map(([name, shape]) => [name, awkwardGradient(shape, step)]));

const valuesOf = (tree: tf.Tensor) => [...tree.dataSync()];

describe.each(CASES)('$name with $options', (given) => {
  const { name, options, reference, sums, mixed, matrix, vector } = given;
  const build = named.NAMED[name].build as (options: object) => GradientTransform;
  const transform = build(options);

  it.each(shapeCases)('equals its float64 reference: %s %j', (_shape, shape) => {
    const error = worstErrorBeside(transform, reference, shape, { sums, mixed });
    expect(error).toBeLessThan(1e-5);
  });

  it('keeps what it needs and nothing more', () => {
    const shapes = transform.stateShapes({ w: [3, 5], b: [7], s: [] });
    expect(shapes).toEqual({
      ...Object.fromEntries(Object.entries(matrix).map(([key, shape]) => [`${key}/w`, shape])),
      ...Object.fromEntries(vector.map((key) => [`${key}/b`, [7]])),
      ...Object.fromEntries(vector.map((key) => [`${key}/s`, []])),
    });
  });

  it('gives the same updates when it is traced into a graph', () => {
    const steps = Array.from({ length: 5 }, (_, i) => gradientsAt(i + 1));
    const eager = runTransform(transform, parameters, steps);
    const tensors = toTensors(parameters);
    const executor = graphExecutor(withPrefix('optimizer', initialState(transform, tensors)));
    const update = executor.compile((kept, given) => {
      const next = transform.update(
        underPrefix('gradient', given),
        underPrefix('optimizer', kept),
        {
          parameters: underPrefix('parameter', given),
          step: leaf(given, 'step') as tf.Scalar,
        },
      );
      return { outputs: next.updates, state: withPrefix('optimizer', next.state) };
    });
    for (const [i, step] of steps.entries()) {
      const inputs = {
        ...withPrefix('gradient', toTensors(step)),
        ...withPrefix('parameter', tensors),
        step: tf.scalar(i + 1),
      };
      const outputs = update(inputs);
      for (const shape of Object.keys(SHAPES)) {
        const expected = eager[i]![shape]!;
        const sizes = mixed ? rootMeanSquares(expected) : expected;
        const error = worstRelativeError(valuesOf(outputs[shape]!), expected, sizes);
        expect(error).toBeLessThan(1e-5);
      }
      disposeTree(outputs);
    }
    executor.dispose();
    disposeTree(tensors);
  });

  it('treats each tensor as if it were alone: nothing compounds', () => {
    const steps = Array.from({ length: 5 }, (_, i) => gradientsAt(i + 1));
    // Twice the same tensor, to see the second treated as the first.
    const twice = (tree: typeof parameters) => ({ first: tree.wide!, ...tree, last: tree.wide! });
    const together = runTransform(transform, twice(parameters), steps.map(twice));
    for (const shape of Object.keys(SHAPES)) {
      const alone = runTransform(
        transform,
        { [shape]: parameters[shape]! },
        steps.map((step) => ({ [shape]: step[shape]! })),
      );
      expect(together.map((step) => step[shape])).toEqual(alone.map((step) => step[shape]));
    }
    expect(together.map(({ last }) => last)).toEqual(together.map(({ first }) => first));
  });

  it.each([
    ['all', [0, 0, 0, 0, 0, 0]],
    ['a row of', [0, 0, 0, 1, 2, 3]],
    ['a column of', [0, 1, 2, 0, 3, 4]],
  ])('gives finite updates, 0 where there never was a gradient, for %s zeros', (_what, values) => {
    const gradient = { x: { shape: [2, 3], values } };
    // Weight decay pulls at a parameter that has no gradient, but not at one that is 0.
    const zero = { x: { shape: [2, 3], values: values.map(() => 0) } };
    for (const update of runTransform(transform, zero, [gradient, gradient, gradient])) {
      for (const [i, value] of values.entries()) {
        expect(Number.isFinite(update.x![i])).toBe(true);
        expect(update.x![i] !== 0).toBe(value !== 0);
      }
    }
  });

  it('resumes exactly from state that was saved', () => {
    const context = (step: number) => ({
      parameters: toTensors(parameters),
      step: tf.scalar(step),
    });
    const update = (step: number, kept: Record<string, tf.Tensor>) =>
      transform.update(toTensors(gradientsAt(step)), kept, context(step));
    tf.tidy(() => {
      let kept = { ...initialState(transform, toTensors(parameters)) };
      for (const step of [1, 2, 3]) kept = { ...update(step, kept).state };
      const saved = Object.entries(kept).map(
        ([key, tensor]) => [key, tensor.shape, tensor.dataSync().slice()] as const,
      );
      const restored = Object.fromEntries(
        saved.map(([key, shape, values]) => [key, tf.tensor(values, shape)]),
      );
      const [direct, resumed] = [update(4, kept), update(4, restored)];
      for (const [key, tensor] of Object.entries(direct.updates)) {
        expect(valuesOf(resumed.updates[key]!)).toEqual(valuesOf(tensor));
      }
      for (const [key, tensor] of Object.entries(direct.state)) {
        expect(valuesOf(resumed.state[key]!)).toEqual(valuesOf(tensor));
      }
    });
  });

  it('leaves no tensors behind', () => {
    const before = tf.memory().numTensors;
    runTransform(transform, parameters, [gradientsAt(1), gradientsAt(2)]);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('a learning rate', () => {
  const gradient = { x: { shape: [1], values: [1] } };
  const steps = [gradient, gradient, gradient];

  it('may be a schedule', () => {
    const learningRate = withWarmup(() => tf.scalar(2), 4);
    const updates = runTransform(named.sgd.build({ learningRate }), gradient, steps);
    expect(updates.map(({ x }) => x![0])).toEqual([0.5, 1, 1.5]);
  });

  it.each([undefined, Number.NaN, '0.1'])('is refused when it is %s', (learningRate) => {
    const options = { learningRate } as unknown as { learningRate: number };
    expect(() => named.sgd.build(options)).toThrow(
      /sgd: learningRate: given .*expected a finite number/,
    );
  });
});
