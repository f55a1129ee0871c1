// `node --import tsx packages/optim/bench/step.ts` prints what an update costs with the
// optimizers of TensorFlow.js and with these, as Markdown: `applyGradients` on the variables of a
// Transformer, without the gradients' own computation.
import * as tf from '@tensorflow/tfjs';
import { startBackend } from '../../../src/backend/start.ts';
import { adafactor, adam, momentum, sm3 } from '../src/index.ts';

/** A Transformer's encoder of 6 layers with 512 features, and its embedding. */
function shapes(): Record<string, number[]> {
  const [width, layers, vocabulary] = [512, 6, 8000];
  const all: Record<string, number[]> = { embedding: [vocabulary, width] };
  for (let layer = 0; layer < layers; layer++) {
    for (const part of ['query', 'key', 'value', 'output']) {
      all[`${layer}/${part}`] = [width, width];
    }
    all[`${layer}/in`] = [width, 4 * width];
    all[`${layer}/in/bias`] = [4 * width];
    all[`${layer}/out`] = [4 * width, width];
    all[`${layer}/out/bias`] = [width];
    all[`${layer}/norm`] = [width];
  }
  return all;
}

const CONTESTANTS: Readonly<Record<string, () => tf.Optimizer>> = {
  '`tf.train.adam`': () => tf.train.adam(0.001),
  '`adam`': () => adam(0.001),
  '`tf.train.momentum`': () => tf.train.momentum(0.001, 0.9),
  '`momentum`': () => momentum(0.001),
  '`adafactor`': () => adafactor(),
  '`adafactor`, `beta1: 0.9`': () => adafactor({ beta1: 0.9 }),
  '`sm3`, `beta1: 0`': () => sm3(0.001, { beta1: 0 }),
};

const ROUNDS = 9;

const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)]!;

await startBackend({ backend: 'tensorflow' });
const variables = Object.entries(shapes()).map(([name, shape]) =>
  tf.variable(tf.randomUniform(shape, -0.05, 0.05, 'float32', 1), true, name),
);
const gradients = Object.fromEntries(
  variables.map(({ name, shape }) => [name, tf.randomUniform(shape, -1, 1, 'float32', 2)]),
);
const parameters = variables.reduce((total, { size }) => total + size, 0);
const optimizers = Object.entries(CONTESTANTS).map(([name, create]) => ({
  name,
  optimizer: create(),
  milliseconds: [] as number[],
}));
// In turn, so that a busy moment falls on all; the first round is left out.
for (let round = 0; round <= ROUNDS; round++) {
  for (const { optimizer, milliseconds } of optimizers) {
    const start = performance.now();
    optimizer.applyGradients(gradients);
    variables[0]!.dataSync();
    if (round > 0) milliseconds.push(performance.now() - start);
  }
}
console.log(`${(parameters / 1e6).toFixed(1)} M parameters in ${variables.length} variables`);
console.log('| optimizer | ms an update |\n|---|--:|');
for (const { name, milliseconds } of optimizers) {
  console.log(`| ${name} | ${median(milliseconds).toFixed(0)} |`);
}
