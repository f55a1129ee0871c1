import type { OptimizerName } from '../src/named.ts';
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
import {
  bfloat16AveragedReference,
  blockMomentReference,
  blocksAlong,
  byRank,
  cappedDecay,
  confidenceReference,
  growthLimitedReference,
  lionReference,
  normalisedReference,
  orthogonalisedReference,
  rowsAndColumnsReference,
  sinkhornReference,
  stableAdamReference,
} from './successor-references.ts';
import type { Rounding } from './transforms.ts';

/** A named optimiser with some options, and what it must be. */
export type NamedCase = Rounding & {
  readonly name: OptimizerName;
  readonly options: object;
  readonly reference: () => Reference;
  /** The shapes of what is kept for a 3 x 5 matrix. */
  readonly matrix: Readonly<Record<string, readonly number[]>>;
  /** The names of what is kept for a vector and for a scalar, all of it of their shape. */
  readonly vector: readonly string[];
};

/** Where a step size must be given. */
const learningRate = 0.1;

const rated =
  (inner: () => Reference, rate = learningRate) =>
  () =>
    ratedReference(inner(), () => rate);

/** What keeps tensors of the parameter's own shape under these names. */
const whole = (...names: string[]) => ({
  matrix: Object.fromEntries(names.map((name) => [name, [3, 5]])),
  vector: names,
});

const FACTORED = {
  matrix: { '0/rowMean': [3], '0/columnMean': [5] },
  vector: ['0/secondMoment'],
};

const SLICES = { matrix: { '0/slices/0': [3], '0/slices/1': [5] }, vector: ['0/slices/0'] };

const adding = ({ matrix, vector }: Pick<NamedCase, 'matrix' | 'vector'>, name: string) => ({
  matrix: { ...matrix, [name]: [3, 5] },
  vector: [...vector, name],
});

/** The moments of Adam, which a part of a partition keeps for vectors. */
const moments = (part: string) => [`${part}/firstMoment`, `${part}/secondMoment`];

const adam = () => adamReference(0.9, 0.999, 1e-8);
const rmsprop = () => rmsReference(() => 0.9, 1e-8);
const gradient = () => gradientReference;
/** With the step size min(1e-2, 1 / sqrt(t)) of Algorithm 6. */
const adafactor = () =>
  ratedReference(
    relativeReference(clippedReference(factoredReference(powerDecay(0.8)), 1)),
    (step) => Math.min(1e-2, 1 / Math.sqrt(step)),
  );
const bigVision = () => factoredReference(cappedDecay(0.8, 0.95));
const blockAdam = (axis: number) => () =>
  byRank(() => blockMomentReference(0.9, 0.999, 1e-8, blocksAlong(axis)), adam);
const columnNormalised = (inner: () => Reference) => () =>
  byRank(() => normalisedReference(inner(), blocksAlong(-2), 1e-8), adam);

/** Every named optimiser, with its defaults and with what it can do beside. */
export const CASES: readonly NamedCase[] = [
  { name: 'sgd', options: { learningRate }, reference: rated(gradient), ...whole() },
  {
    name: 'momentum',
    options: { learningRate },
    reference: rated(() => heavyBallReference(gradientReference, 0.9)),
    sums: true,
    ...whole('0/velocity'),
  },
  {
    name: 'momentum',
    options: { learningRate, beta1: 0 },
    reference: rated(gradient),
    ...whole(),
  },
  {
    name: 'nesterov',
    options: { learningRate },
    reference: rated(() => nesterovReference(gradient, 0.9)),
    sums: true,
    ...whole('0/velocity'),
  },
  {
    name: 'adagrad',
    options: { learningRate },
    reference: rated(() => adagradReference(1e-10)),
    ...whole('0/squareSum'),
  },
  {
    name: 'rmsprop',
    options: {},
    reference: rated(rmsprop, 0.001),
    ...whole('0/secondMoment'),
  },
  {
    name: 'rmsprop',
    options: { centred: true },
    reference: rated(() => centredReference(0.9, 1e-8), 0.001),
    ...whole('0/mean', '0/variance'),
  },
  {
    name: 'rmsprop',
    options: { beta1: 0.5 },
    reference: rated(() => heavyBallReference(rmsprop(), 0.5), 0.001),
    sums: true,
    ...whole('0/secondMoment', '1/velocity'),
  },
  {
    name: 'adam',
    options: {},
    reference: rated(adam, 0.001),
    sums: true,
    ...whole('0/firstMoment', '0/secondMoment'),
  },
  {
    name: 'adam',
    options: { beta1: 0 },
    reference: rated(() => adamReference(0, 0.999, 1e-8), 0.001),
    ...whole('0/secondMoment'),
  },
  {
    name: 'adamw',
    options: {},
    reference: rated(() => decayedReference(adam(), 0.01), 0.001),
    sums: true,
    ...whole('0/firstMoment', '0/secondMoment'),
  },
  { name: 'adafactor', options: {}, reference: adafactor, ...FACTORED },
  {
    name: 'adafactor',
    options: { beta1: 0.9 },
    reference: () => averagedReference(adafactor(), 0.9),
    sums: true,
    ...adding(FACTORED, '4/average'),
  },
  {
    name: 'adafactor',
    options: {
      learningRate,
      moment: 'row',
      decay: { beta2: 0.999 },
      threshold: null,
      relativeStep: false,
    },
    reference: rated(() => factoredReference(correctedDecay(0.999), 'row')),
    matrix: { '0/rowMean': [3] },
    vector: ['0/secondMoment'],
  },
  {
    name: 'sm3',
    options: { learningRate },
    reference: rated(() => averagedReference(sm3Reference('II'), 0.9)),
    sums: true,
    ...adding(SLICES, '1/average'),
  },
  {
    name: 'sm3',
    options: { learningRate, variant: 'I', beta1: 0 },
    reference: rated(() => sm3Reference('I')),
    ...SLICES,
  },
  {
    name: 'sm3',
    options: { learningRate, beta2: 0.99, beta1: 0 },
    reference: rated(() => sm3Reference('II', 0.99)),
    ...SLICES,
  },
  {
    name: 'adafactorBigVision',
    options: { learningRate, beta2: 0.95 },
    reference: rated(() => bfloat16AveragedReference(bigVision(), 0.9)),
    sums: true,
    ...adding(FACTORED, '1/bfloat16/average'),
  },
  {
    name: 'adafactorBigVision',
    options: { learningRate, beta2: 0.95, beta1: 0, threshold: 0.5 },
    reference: rated(() => clippedReference(bigVision(), 0.5)),
    ...FACTORED,
  },
  {
    name: 'stableAdamw',
    options: {},
    reference: rated(() => stableAdamReference(0.9, 0.99, 1e-8, 0.01), 0.001),
    sums: true,
    ...whole('0/firstMoment', '0/secondMoment'),
  },
  {
    name: 'came',
    options: { learningRate },
    reference: rated(() => {
      const clipped = clippedReference(
        factoredReference(() => 0.999),
        1,
      );
      return confidenceReference(clipped, 0.9, 0.9999, 1e-16);
    }),
    sums: true,
    matrix: { ...FACTORED.matrix, '2/average': [3, 5], '2/rowMean': [3], '2/columnMean': [5] },
    vector: ['0/secondMoment', '2/average'],
  },
  {
    name: 'adamMini',
    options: {},
    reference: rated(blockAdam(-2), 0.001),
    sums: true,
    matrix: { '0/2/0/firstMoment': [3, 5], '0/2/0/secondMoment': [5] },
    vector: moments('0/4/0'),
  },
  {
    name: 'slimAdam',
    options: {},
    reference: rated(blockAdam(-1), 0.001),
    sums: true,
    matrix: { '0/1/0/firstMoment': [3, 5], '0/1/0/secondMoment': [3] },
    vector: moments('0/3/0'),
  },
  {
    name: 'lion',
    options: {},
    reference: rated(() => lionReference(0.9, 0.99), 0.0001),
    ...whole('0/firstMoment'),
  },
  {
    name: 'lion',
    options: { weightDecay: 0.1 },
    reference: rated(() => decayedReference(lionReference(0.9, 0.99), 0.1), 0.0001),
    sums: true,
    ...whole('0/firstMoment'),
  },
  {
    name: 'muon',
    options: {},
    reference: rated(
      () =>
        byRank(
          () => orthogonalisedReference(nesterovReference(gradient, 0.95)),
          () => ratedReference(adamReference(0.9, 0.95, 1e-10), () => 0.015),
        ),
      0.02,
    ),
    mixed: true,
    matrix: { '0/0/0/velocity': [3, 5] },
    vector: moments('0/1/0'),
  },
  {
    name: 'scale',
    options: { learningRate },
    reference: rated(columnNormalised(gradient)),
    sums: true,
    matrix: {},
    vector: moments('0/4/0'),
  },
  {
    name: 'scale',
    options: { learningRate, lastLayer: ['*'] },
    reference: rated(columnNormalised(() => averagedReference(gradientReference, 0.9))),
    sums: true,
    matrix: { '0/1/0/average': [3, 5] },
    vector: moments('0/4/0'),
  },
  {
    name: 'sinkgd',
    options: { learningRate },
    reference: rated(() => byRank(() => ratedReference(sinkhornReference(5), () => 0.05), adam)),
    sums: true,
    matrix: {},
    vector: moments('0/1/0'),
  },
  {
    name: 'racs',
    options: { learningRate },
    reference: rated(() =>
      byRank(() => {
        const limited = growthLimitedReference(rowsAndColumnsReference(0.9, 5), 1.01);
        return ratedReference(limited, () => 0.05);
      }, adam),
    ),
    sums: true,
    matrix: { '0/0/0/rowScale': [3], '0/0/0/columnScale': [5], '0/0/1/norm': [] },
    vector: moments('0/1/0'),
  },
];
