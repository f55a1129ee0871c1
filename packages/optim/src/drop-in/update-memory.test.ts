import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { NAMED } from '../named.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const SIDE = 64;

/**
 * The most bytes that an update of several variables holds beside what is there before it, in those of
 * the largest one. What it holds of rows and columns, and of scalars, counts for less than one and is
 * left out.
 */
async function temporaries(optimizer: tf.Optimizer): Promise<number> {
  const shapes = { 'first/kernel': [SIDE, SIDE], 'second/kernel': [SIDE, SIDE], bias: [SIDE] };
  const variables = Object.entries(shapes).map(([name, shape]) =>
    tf.variable(tf.ones(shape), true, name),
  );
  const gradients = Object.fromEntries(variables.map(({ name, shape }) => [name, tf.ones(shape)]));
  // The state begins with the first update.
  optimizer.applyGradients(gradients);
  const before = tf.memory().numBytes;
  const { peakBytes } = await tf.profile(() => optimizer.applyGradients(gradients));
  optimizer.dispose();
  tf.dispose([...variables, gradients]);
  return Math.floor((peakBytes - before) / (SIDE * SIDE * 4));
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
  // Of both matrices at once.
  const adam = (await temporaries(tf.train.adam(0.01))) / 2;
  const sgd = await temporaries(tf.train.sgd(0.01));
  const text = readme.replaceAll(/\s+/g, ' ');
  expect(text).toContain(`\`tf.train.adam\` holds ${adam} tensors of every variable's size`);
  expect(text).toContain(`and \`tf.train.sgd\` ${sgd} of the largest`);
});
