import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { NAMED } from '../named.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const SIDE = 64;

/**
 * The most bytes that an update holds beside what is there before it, in those of its parameters.
 * What it holds of rows and columns, and of scalars, counts for less than one and is left out.
 */
async function temporaries(optimizer: tf.Optimizer): Promise<number> {
  const variables = ['first/kernel', 'second/kernel'].map((name) =>
    tf.variable(tf.ones([SIDE, SIDE]), true, name),
  );
  const gradients = Object.fromEntries(variables.map(({ name }) => [name, tf.ones([SIDE, SIDE])]));
  // The state begins with the first update.
  optimizer.applyGradients(gradients);
  const before = tf.memory().numBytes;
  const { peakBytes } = await tf.profile(() => optimizer.applyGradients(gradients));
  optimizer.dispose();
  tf.dispose([...variables, gradients]);
  return Math.floor((peakBytes - before) / (variables.length * SIDE * SIDE * 4));
}

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

it.each(Object.entries(NAMED))(
  'says in the README what an update of %s holds',
  async (name, create) => {
    const row = readme.split('\n').find((line) => line.startsWith(`| \`${name}\` |`));
    const held = await temporaries(create(0.01));
    expect(row!.split('|').at(-2)!.trim()).toBe(String(held));
  },
);

it('says in the README what those of TensorFlow.js hold', async () => {
  expect(readme).toContain(
    `\`tf.train.adam\` holds ${await temporaries(tf.train.adam(0.01))}, and \`tf.train.sgd\``,
  );
  // It frees what a variable needs before it goes to the next: two tensors of one of two variables.
  expect(await temporaries(tf.train.sgd(0.01))).toBe(1);
});
