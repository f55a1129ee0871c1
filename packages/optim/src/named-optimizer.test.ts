import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { chain, fromTransform, links, NAMED } from './index.ts';
import { adafactor, adam, momentum, sgd, sm3 } from './named.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

// Calls as plain JavaScript makes them.
const loose = <R>(create: (...given: never[]) => R) => create as (...given: unknown[]) => R;

/** By how much an optimizer moves a variable at its first step, for a gradient of 1. */
function firstStep(optimizer: tf.Optimizer): number {
  const variable = tf.variable(tf.scalar(2));
  optimizer.applyGradients([{ name: variable.name, tensor: tf.scalar(1) }]);
  const moved = 2 - variable.dataSync()[0]!;
  optimizer.dispose();
  variable.dispose();
  return moved;
}

describe('a learning rate comes first, as in tf.train', () => {
  it.each([
    ['sgd(0.5)', () => sgd(0.5), 0.5],
    ['adam(0.5)', () => adam(0.5), 0.5],
    ['adam(0.5, { beta1: 0 })', () => adam(0.5, { beta1: 0 }), 0.5],
    ['momentum(0.25, {})', () => momentum(0.25, {}), 0.25],
    ['sm3(0.5)', () => sm3(0.5, { beta1: 0 }), 0.5],
    ['adafactor(0.5)', () => adafactor(0.5, { relativeStep: false }), 0.5],
    ['a schedule', () => adam((step) => tf.mul(step, 0.125)), 0.125],
    ['a schedule as data', () => sgd({ name: 'constant', value: 0.25, steps: 9 }), 0.25],
    ['options', () => sgd({ learningRate: 0.125 }), 0.125],
    [
      'options that are undefined',
      () => adam({ learningRate: undefined, beta1: undefined }),
      0.001,
    ],
    ['nothing', () => adam(), 0.001],
  ])('%s', (_call, create, expected) => {
    expect(firstStep(create())).toBeCloseTo(expected, 5);
  });
});

describe('what is not an option', () => {
  it.each([
    // The mistakes of those who come from tf.train, PyTorch, fairseq and transformers.
    [
      () => sgd(...([] as unknown as [number])),
      'sgd: learningRate: given undefined; expected a finite number',
    ],
    [
      () => loose(sm3)(),
      'sm3: learningRate: given undefined; expected a finite number, as in sm3(0.1)',
    ],
    [() => loose(adam)(0.1, 0.9), 'adam: given 0.9; expected options such as { epsilon: ... }'],
    [
      () => loose(adam)({ beta1: 0 }, { beta2: 0.9 }),
      'adam: given options first and {"beta2":0.9}',
    ],
    [() => loose(adam)(0.1, { learningRate: 0.2 }), 'adam: learningRate: given twice'],
    [() => loose(adam)(null), 'adam: given null; expected options'],
    [() => loose(adam)([0.1]), 'adam: given [0.1]; expected options'],
    [
      () => loose(adam)('0.1'),
      'adam: learningRate: given "0.1"; expected a finite number from 0, a schedule',
    ],
    [() => adam(Number.NaN), 'adam: learningRate: given NaN; expected a finite number from 0'],
    [() => adam(-1), 'adam: learningRate: given -1; expected a finite number from 0'],
    [
      () => loose(adafactor)({ learningRate: null }),
      'adafactor: learningRate: given null; expected',
    ],
    [
      () => loose(adam)({ learning_rate: 1 }),
      'adam: there is no option "learning_rate"; its options are learningRate, beta1, beta2, epsilon',
    ],
    [() => adam({ beta1: 1 }), 'adam: beta1: given 1; expected a finite number from 0 and below 1'],
    [
      () => adam({ beta2: 0 }),
      'adam: beta2: given 0; expected a finite number above 0 and below 1',
    ],
    [() => loose(adam)({ beta1: '0.9' }), 'adam: beta1: given "0.9"; expected'],
    [
      () => adafactor({ decay: { power: -0.8 } }),
      'adafactor: decay: given {"power":-0.8}; expected { beta2: a finite number above 0 and below 1, biasCorrection?: true or false }, or { power: a finite number above 0 and up to 1, cap?: a finite number above 0 and below 1 }',
    ],
    [() => adafactor({ decay: { beta2: 1 } }), 'adafactor: decay: given {"beta2":1}'],
    [() => loose(adafactor)({ decay: { beta2: 0.9, power: 0.8 } }), 'adafactor: decay: given'],
    [() => loose(adafactor)({ decay: 0.8 }), 'adafactor: decay: given 0.8; expected'],
    [() => loose(adafactor)({ decay: null }), 'adafactor: decay: given null; expected'],
    [
      () => adafactor({ epsilon1: 0 }),
      'adafactor: epsilon1: given 0; expected a finite number above 0',
    ],
    [
      () => loose(adafactor)({ epsilon1: [1e-30, 1e-3] }),
      'adafactor: epsilon1: given [1e-30,0.001]; expected',
    ],
    [
      () => loose(adafactor)({ moment: 'rows' }),
      'adafactor: moment: given "rows"; expected "both" or "row" or "column"',
    ],
    [
      () => adafactor({ threshold: 0 }),
      'adafactor: threshold: given 0; expected a finite number above 0, or null',
    ],
    [
      () => loose(adafactor)({ relativeStep: 'no' }),
      'adafactor: relativeStep: given "no"; expected true or false',
    ],
    [() => loose(sm3)(0.1, { variant: 'III' }), 'sm3: variant: given "III"; expected "I" or "II"'],
    [
      () => loose(sgd)({ name: 'linear', steps: 9 }),
      'sgd: learningRate.name: given "linear"; expected "paper" or "constant" or "inverseSquareRoot"',
    ],
    [
      () => sgd({ name: 'constant', value: 0.1, steps: 1.5 }),
      'sgd: learningRate.steps: given 1.5; expected a whole number from 1',
    ],
    [
      () => sgd({ name: 'constant', value: -0.1, steps: 9 }),
      'sgd: learningRate: value: given -0.1; expected a finite number above 0',
    ],
    [
      () => sgd({ name: 'constant', value: 1, steps: 9, warmup: { fraction: 2, power: 1 } }),
      'sgd: learningRate: warmup: given {"fraction":2,"power":1}; expected',
    ],
    [
      () =>
        sgd({
          name: 'inverseSquareRoot',
          value: 0.1,
          flat: { fraction: 0.01 },
          warmup: { fraction: 0.1, power: 1 },
          steps: 1000,
        }),
      'sgd: learningRate: warmup: given {"fraction":0.1,"power":1}; expected a fraction up to that of flat, 0.01',
    ],
    [
      () => loose(sgd)({ name: 'constant', value: 1, steps: 9, warmUp: {} }),
      'there is no option "warmUp"; its options are value, warmup, cooldown',
    ],
  ])('is refused: %#', (create, message) => {
    expect(create).toThrow(message);
  });

  it.each([
    [
      () => links.scaleByFactoredRms({ decay: { power: 0.8 }, epsilon1: 0 }),
      'scaleByFactoredRms: epsilon1: given 0',
    ],
    [
      () => loose(links.scaleByAdam)({ beta1: 0.9, beta2: 0.999 }),
      'scaleByAdam: epsilon and epsilon1: given neither; expected a finite number above 0 for one',
    ],
    [
      () => loose(links.momentum)(0.9),
      'momentum: given 0.9; expected options such as { nesterov: ... }',
    ],
    [() => loose(links.signOf)(), 'signOf: given undefined; expected {}'],
    [
      () => loose(links.scaleBySchedule)(0.1),
      'scaleBySchedule: given 0.1; expected a function of the step',
    ],
  ])('is refused by a link: %#', (create, message) => {
    expect(create).toThrow(message);
    expect(() => fromTransform(chain([create()]))).toThrow(message);
  });
});

it.each(Object.entries(NAMED))('%s knows its name, defaults and variants', (name, optimizer) => {
  const { options, defaults, variants = [], build } = optimizer;
  const rated = { ...defaults, learningRate: 0.1 };
  expect(Object.keys(defaults).every((option) => option in options)).toBe(true);
  for (const variant of [{}, ...variants]) {
    const make = build as (given: object) => { stateShapes(shapes: object): object };
    // The last layer of a model, for those that have other links there.
    const shapes = { x: [3, 2], softmax: [5, 2] };
    const kept = make({ ...rated, ...variant }).stateShapes(shapes);
    const usual = make(rated).stateShapes(shapes);
    if (Object.keys(variant).length > 0) expect(kept).not.toEqual(usual);
  }
  expect(() => loose(optimizer)({ ...rated, momentumz: 1 })).toThrow(
    `${name}: there is no option "momentumz"; its options are learningRate`,
  );
});
