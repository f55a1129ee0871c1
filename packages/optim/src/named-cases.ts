import * as named from './named.ts';
import {
  adagradReference,
  adamReference,
  averagedReference,
  centredReference,
  clippedReference,
  correctedDecay,
  decayedReference,
  factoredReference,
  gradientReference,
  heavyBallReference,
  nesterovReference,
  powerDecay,
  type Reference,
  ratedReference,
  relativeReference,
  rmsReference,
  sm3Reference,
} from './references.ts';
import type { GradientTransform } from './transform.ts';

/** Where a step size must be given. */
export const RATE = 0.1;

export const rated =
  (inner: () => Reference, rate = RATE) =>
  () =>
    ratedReference(inner(), () => rate);

/** min(1e-2, 1 / sqrt(t)) of Algorithm 6. */
const adafactorRate = (step: number) => Math.min(1e-2, 1 / Math.sqrt(step));

const unscaledAdafactor = () => clippedReference(factoredReference(powerDecay(0.8)), 1);

const adafactorReference = () =>
  ratedReference(relativeReference(unscaledAdafactor()), adafactorRate);

/** A named optimiser with some options, and what it must be. */
export type NamedCase = {
  name: named.OptimizerName;
  with: string;
  create: () => GradientTransform;
  reference: () => Reference;
  /** Whether updates are sums of terms that may cancel. */
  sums?: boolean;
  /** Whether each element is made of all of its tensor. */
  mixed?: boolean;
  /** The names of what is kept for a matrix, a vector and a scalar. */
  state: { matrix: Record<string, number[]>; vector: string[] };
};

export const whole = (...names: string[]) => ({
  matrix: Object.fromEntries(names.map((name) => [name, [3, 5]])),
  vector: names,
});

export const factored = {
  matrix: { '0/rowMean': [3], '0/columnMean': [5] },
  vector: ['0/secondMoment'],
};

const slices = { matrix: { '0/slices/0': [3], '0/slices/1': [5] }, vector: ['0/slices/0'] };

export const adding = (state: NamedCase['state'], name: string): NamedCase['state'] => ({
  matrix: { ...state.matrix, [name]: [3, 5] },
  vector: [...state.vector, name],
});

/** Every named optimiser, with its defaults and with what it can do beside. */
export const CASES: readonly NamedCase[] = [
  {
    name: 'sgd',
    with: 'a rate',
    create: () => named.sgd.build({ learningRate: RATE }),
    reference: rated(() => gradientReference),
    state: whole(),
  },
  {
    name: 'momentum',
    with: 'its defaults',
    create: () => named.momentum.build({ learningRate: RATE }),
    reference: rated(() => heavyBallReference(gradientReference, 0.9)),
    sums: true,
    state: whole('0/velocity'),
  },
  {
    name: 'momentum',
    with: 'beta1 = 0',
    create: () => named.momentum.build({ learningRate: RATE, beta1: 0 }),
    reference: rated(() => gradientReference),
    state: whole(),
  },
  {
    name: 'nesterov',
    with: 'its defaults',
    create: () => named.nesterov.build({ learningRate: RATE }),
    reference: rated(() => nesterovReference(() => gradientReference, 0.9)),
    sums: true,
    state: whole('0/velocity'),
  },
  {
    name: 'adagrad',
    with: 'its defaults',
    create: () => named.adagrad.build({ learningRate: RATE }),
    reference: rated(() => adagradReference(1e-10)),
    state: whole('0/squareSum'),
  },
  {
    name: 'rmsprop',
    with: 'its defaults',
    create: () => named.rmsprop.build(),
    reference: rated(() => rmsReference(() => 0.9, 1e-8), 0.001),
    state: whole('0/secondMoment'),
  },
  {
    name: 'rmsprop',
    with: 'centring',
    create: () => named.rmsprop.build({ centred: true }),
    reference: rated(() => centredReference(0.9, 1e-8), 0.001),
    state: whole('0/mean', '0/variance'),
  },
  {
    name: 'rmsprop',
    with: 'momentum',
    create: () => named.rmsprop.build({ beta1: 0.5 }),
    reference: rated(
      () =>
        heavyBallReference(
          rmsReference(() => 0.9, 1e-8),
          0.5,
        ),
      0.001,
    ),
    sums: true,
    state: whole('0/secondMoment', '1/velocity'),
  },
  {
    name: 'adam',
    with: 'its defaults',
    create: () => named.adam.build(),
    reference: rated(() => adamReference(0.9, 0.999, 1e-8), 0.001),
    sums: true,
    state: whole('0/firstMoment', '0/secondMoment'),
  },
  {
    name: 'adam',
    with: 'beta1 = 0',
    create: () => named.adam.build({ beta1: 0 }),
    reference: rated(() => adamReference(0, 0.999, 1e-8), 0.001),
    state: whole('0/secondMoment'),
  },
  {
    name: 'adamw',
    with: 'its defaults',
    create: () => named.adamw.build(),
    reference: rated(() => decayedReference(adamReference(0.9, 0.999, 1e-8), 0.01), 0.001),
    sums: true,
    state: whole('0/firstMoment', '0/secondMoment'),
  },
  {
    name: 'adafactor',
    with: 'its defaults',
    create: () => named.adafactor.build(),
    reference: adafactorReference,
    state: factored,
  },
  {
    name: 'adafactor',
    with: 'momentum',
    create: () => named.adafactor.build({ beta1: 0.9 }),
    reference: () => averagedReference(adafactorReference(), 0.9),
    sums: true,
    state: adding(factored, '4/average'),
  },
  {
    name: 'adafactor',
    with: 'nothing but rows and a constant decay',
    create: () =>
      named.adafactor.build({
        learningRate: RATE,
        moment: 'row',
        decay: { beta2: 0.999 },
        threshold: null,
        relativeStep: false,
      }),
    reference: rated(() => factoredReference(correctedDecay(0.999), 'row')),
    state: { matrix: { '0/rowMean': [3] }, vector: ['0/secondMoment'] },
  },
  {
    name: 'sm3',
    with: 'its defaults',
    create: () => named.sm3.build({ learningRate: RATE }),
    reference: rated(() => averagedReference(sm3Reference('II'), 0.9)),
    sums: true,
    state: adding(slices, '1/average'),
  },
  {
    name: 'sm3',
    with: 'variant I and no momentum',
    create: () => named.sm3.build({ learningRate: RATE, variant: 'I', beta1: 0 }),
    reference: rated(() => sm3Reference('I')),
    state: slices,
  },
  {
    name: 'sm3',
    with: 'forgetting and no momentum',
    create: () => named.sm3.build({ learningRate: RATE, beta2: 0.99, beta1: 0 }),
    reference: rated(() => sm3Reference('II', 0.99)),
    state: slices,
  },
];
