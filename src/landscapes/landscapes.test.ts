import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { NAMED } from 'sublinear-optim';
import { beforeAll, expect, it } from 'vitest';
import { descend, LEARNING_RATES, tunedDescent } from './descent.ts';
import { drawLandscapes } from './landscapes.ts';
import { RASTRIGIN, ROSENBROCK } from './surfaces.ts';

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend('cpu');
});

it('goes down the gradient, step by step', () => {
  const path = descend(NAMED.sgd.build({ learningRate: 0.001 }), RASTRIGIN, 3);
  expect(path).toHaveLength(4);
  let [x, y] = RASTRIGIN.start;
  for (const [pathX, pathY] of path) {
    expect(pathX).toBeCloseTo(x, 5);
    expect(pathY).toBeCloseTo(y, 5);
    const [slopeX, slopeY] = RASTRIGIN.gradient([x, y]);
    [x, y] = [x - 0.001 * slopeX, y - 0.001 * slopeY];
  }
});

it('leaves no tensor behind', () => {
  const before = tf.memory().numTensors;
  descend(NAMED.adam.build({ learningRate: 0.1 }), RASTRIGIN, 3);
  expect(tf.memory().numTensors).toBe(before);
});

it('ends where it would leave the picture', () => {
  // The first step goes 1,600 units up the far side of the valley.
  expect(descend(NAMED.sgd.build({ learningRate: 1 }), ROSENBROCK, 10)).toEqual([ROSENBROCK.start]);
});

it('takes the learning rate that ends lowest', () => {
  const tuned = tunedDescent('adam', ROSENBROCK, 20);
  const ends = LEARNING_RATES.flatMap((rate) => {
    const path = descend(NAMED.adam.build({ learningRate: rate }), ROSENBROCK, 20);
    return path.length === 21 ? [ROSENBROCK.value(path.at(-1)!)] : [];
  });
  expect(tuned.value).toBe(Math.min(...ends));
  expect(LEARNING_RATES).toContain(tuned.learningRate);
});

it('draws the committed pictures again, byte for byte', async () => {
  const pictures = await drawLandscapes();
  expect(Object.keys(pictures)).toEqual(['rosenbrock.svg', 'rastrigin.svg']);
  for (const [name, svg] of Object.entries(pictures)) {
    // Not with toBe, which would print a whole picture.
    const committed = readFileSync(`results/landscapes/${name}`, 'utf8');
    expect(svg === committed, `${name} is out of date; run \`make landscapes\``).toBe(true);
    for (const optimizer of Object.keys(NAMED)) {
      expect(svg).toContain(`>${optimizer}, learning rate `);
    }
  }
});
