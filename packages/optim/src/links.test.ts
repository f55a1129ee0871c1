import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../../src/backend/start.ts';
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
  normClippedReference,
  powerDecay,
  type Reference,
  ratedReference,
  relativeReference,
  rmsReference,
  sm3Reference,
} from '../test/references.ts';
import {
  bfloat16AveragedReference,
  blockMomentReference,
  byRank,
  confidenceReference,
  growthLimitedReference,
  lionReference,
  normalisedReference,
  orthogonalisedReference,
  rowsAndColumnsReference,
  sinkhornReference,
  stableAdamReference,
  wholeBlocks,
} from '../test/successor-references.ts';
import { type Rounding, runTransform, SHAPES, worstErrorBeside } from '../test/transforms.ts';
import { buildOptimizer, LINKS, type LinkConfig } from './optimizer.ts';

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

type Shape = readonly number[];

/** Links in order, as a configuration has them, and what they must be. */
type Case = Rounding & {
  readonly links: readonly LinkConfig[];
  readonly reference: () => Reference;
  /** What is kept for a 3 x 5 matrix `w` and a vector `b` of 7, or for the matrix alone. */
  readonly state: Readonly<Record<string, Shape>>;
  /** Where the links are not for every shape. */
  readonly shapes?: readonly Shape[];
};

const MATRICES: readonly Shape[] = [
  [3, 5],
  [5, 3],
  [4, 4],
  [1, 6],
  [2, 4, 3],
  [2, 2, 3, 4],
];

const gradient = () => gradientReference;

/** Under each of these names a tensor of the parameter's shape. */
const whole = (...slots: string[]) =>
  Object.fromEntries(
    slots.flatMap((slot) => [
      [`0/${slot}/w`, [3, 5]],
      [`0/${slot}/b`, [7]],
    ]),
  );

const signed = (inner: () => Reference) => (): Reference => {
  const reference = inner();
  return (...given) => reference(...given).map(Math.sign);
};

const DECAYS = [
  [{ beta2: 0.999 }, correctedDecay(0.999)],
  [{ beta2: 0.9, biasCorrection: false }, () => 0.9],
  [{ power: 0.5 }, powerDecay(0.5)],
  [{ power: 1 }, powerDecay(1)],
] as const;

/** Outside the root, inside it, and both; large ones show where they are added. */
const EPSILONS: readonly { epsilon?: number; epsilon1?: number }[] = [
  { epsilon: 1e-9 },
  { epsilon1: 1e-30 },
  { epsilon: 1e-3, epsilon1: 1e-4 },
];

/** The schedule of the tests: 1 / t. */
const schedule = (step: tf.Scalar): tf.Scalar => tf.div(1, step);

const CASES: readonly Case[] = [
  {
    links: [{ link: 'addWeightDecay', weightDecay: 0.01 }],
    reference: () => decayedReference(gradientReference, 0.01),
    sums: true,
    state: {},
  },
  {
    links: [{ link: 'averageUpdates', beta1: 0.9 }],
    reference: () => averagedReference(gradientReference, 0.9),
    sums: true,
    state: whole('average'),
  },
  {
    links: [{ link: 'averageUpdatesInBfloat16', beta1: 0.9 }],
    reference: () => bfloat16AveragedReference(gradientReference, 0.9),
    sums: true,
    state: whole('bfloat16/average'),
  },
  ...(['averageUpdates', 'averageUpdatesInBfloat16'] as const).map((link) => ({
    links: [{ link, beta1: 0 }],
    reference: gradient,
    state: {},
  })),
  {
    links: [{ link: 'clipByBlockRms', threshold: 2 }],
    reference: () => clippedReference(gradientReference, 2),
    state: {},
  },
  {
    links: [{ link: 'clipByGlobalNorm', threshold: 0.5 }],
    reference: () => normClippedReference(0.5),
    state: {},
  },
  {
    links: [{ link: 'growthLimiter', limit: 1.01 }],
    reference: () => growthLimitedReference(gradientReference, 1.01),
    state: { '0/norm/w': [], '0/norm/b': [] },
  },
  {
    links: [{ link: 'momentum', beta1: 0.9, nesterov: false }],
    reference: () => heavyBallReference(gradientReference, 0.9),
    sums: true,
    state: whole('velocity'),
  },
  {
    links: [{ link: 'momentum', beta1: 0.9, nesterov: true }],
    reference: () => nesterovReference(gradient, 0.9),
    sums: true,
    state: whole('velocity'),
  },
  ...[true, false].map((nesterov) => ({
    links: [{ link: 'momentum' as const, beta1: 0, nesterov }],
    reference: gradient,
    state: {},
  })),
  {
    links: [{ link: 'normalise', axis: 'whole', epsilon: 1e-8 }],
    reference: () => normalisedReference(gradientReference, wholeBlocks, 1e-8),
    state: {},
  },
  {
    links: [{ link: 'orthogonalise', iterations: 5, epsilon: 1e-7 }],
    reference: () => orthogonalisedReference(gradientReference),
    mixed: true,
    state: {},
    shapes: MATRICES,
  },
  {
    links: [
      {
        link: 'partition',
        parts: [
          { of: 'matrices', links: [{ link: 'signOf' }] },
          {
            of: 'others',
            links: [
              { link: 'momentum', beta1: 0.8, nesterov: false },
              { link: 'scaleBySchedule', factor: 2 },
            ],
          },
        ],
      },
    ],
    reference: () =>
      byRank(signed(gradient), () =>
        ratedReference(heavyBallReference(gradientReference, 0.8), (t) => 2 / t),
      ),
    sums: true,
    state: { '0/1/0/velocity/b': [7] },
  },
  {
    links: [{ link: 'scaleByAdagrad', epsilon: 1e-10 }],
    reference: () => adagradReference(1e-10),
    state: whole('squareSum'),
  },
  ...EPSILONS.map((epsilons) => ({
    links: [{ link: 'scaleByAdam' as const, beta1: 0.9, beta2: 0.99, ...epsilons }],
    reference: () => adamReference(0.9, 0.99, epsilons.epsilon ?? 0, epsilons.epsilon1),
    sums: true,
    state: whole('firstMoment', 'secondMoment'),
  })),
  {
    links: [{ link: 'scaleByAdam', beta1: 0, beta2: 0.999, epsilon: 1e-9 }],
    reference: () => adamReference(0, 0.999, 1e-9),
    state: whole('secondMoment'),
  },
  {
    links: [
      { link: 'scaleByBlockMoment', beta1: 0.9, beta2: 0.999, epsilon: 1e-8, block: 'whole' },
    ],
    reference: () => blockMomentReference(0.9, 0.999, 1e-8, wholeBlocks),
    sums: true,
    state: { ...whole('firstMoment'), '0/secondMoment/w': [], '0/secondMoment/b': [] },
  },
  {
    links: [{ link: 'scaleByConfidence', beta1: 0.9, beta3: 0.9999, epsilon: 1e-16 }],
    reference: () => confidenceReference(gradientReference, 0.9, 0.9999, 1e-16),
    sums: true,
    state: { ...whole('average'), '0/rowMean/w': [3], '0/columnMean/w': [5] },
  },
  ...(['both', 'row', 'column'] as const).map((moment) => ({
    links: [
      { link: 'scaleByFactoredRms' as const, decay: { power: 0.8 }, epsilon1: 1e-30, moment },
    ],
    reference: () => factoredReference(powerDecay(0.8), moment),
    state: {
      ...(moment !== 'column' && { '0/rowMean/w': [3] }),
      ...(moment !== 'row' && { '0/columnMean/w': [5] }),
      '0/secondMoment/b': [7],
    },
  })),
  {
    links: [{ link: 'scaleByParameterRms', epsilon2: 1e-3 }],
    reference: () => relativeReference(gradientReference),
    state: {},
  },
  ...DECAYS.flatMap(([decay, decayAt]) =>
    EPSILONS.map((epsilons) => ({
      links: [{ link: 'scaleByRms' as const, decay, ...epsilons }],
      reference: () => rmsReference(decayAt, epsilons.epsilon ?? 0, epsilons.epsilon1),
      state: whole('secondMoment'),
    })),
  ),
  ...[1, 5].map((iterations) => ({
    links: [
      {
        link: 'scaleByRowsAndColumns' as const,
        decay: { beta2: 0.9, biasCorrection: false },
        iterations,
      },
    ],
    reference: () => rowsAndColumnsReference(0.9, iterations),
    state: { '0/rowScale/w': [3], '0/columnScale/w': [5] },
    shapes: MATRICES,
  })),
  {
    links: [{ link: 'scaleBySchedule', factor: 3 }],
    reference: () => ratedReference(gradientReference, (t) => 3 / t),
    state: {},
  },
  ...(['I', 'II'] as const).flatMap((variant) =>
    [undefined, 0.9].map((beta2) => ({
      links: [{ link: 'scaleBySm3' as const, variant, beta2 }],
      reference: () => sm3Reference(variant, beta2),
      state: { '0/slices/0/w': [3], '0/slices/1/w': [5], '0/slices/0/b': [7] },
      shapes: [...Object.values(SHAPES), [2, 3, 1, 4]],
    })),
  ),
  {
    links: [
      { link: 'scaleByStableAdam', beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0.1 },
    ],
    reference: () => stableAdamReference(0.9, 0.99, 1e-8, 0.1),
    sums: true,
    state: whole('firstMoment', 'secondMoment'),
  },
  {
    links: [{ link: 'scaleByStandardDeviation', beta2: 0.9, epsilon: 1e-8 }],
    reference: () => centredReference(0.9, 1e-8),
    state: whole('mean', 'variance'),
  },
  {
    links: [{ link: 'signMomentum', beta1: 0.9, beta2: 0.99 }],
    reference: () => lionReference(0.9, 0.99),
    state: whole('firstMoment'),
  },
  { links: [{ link: 'signOf' }], reference: signed(gradient), state: {} },
  {
    // Signum.
    links: [{ link: 'averageUpdates', beta1: 0.9 }, { link: 'signOf' }],
    reference: signed(() => averagedReference(gradientReference, 0.9)),
    state: whole('average'),
  },
  ...[1, 5].map((iterations) => ({
    links: [{ link: 'sinkhorn' as const, iterations }],
    reference: () => sinkhornReference(iterations),
    state: {},
    shapes: MATRICES,
  })),
];

it('has a case for every link', () => {
  const links = CASES.flatMap(({ links }) => links.map(({ link }) => link));
  expect(new Set(links)).toEqual(new Set(Object.keys(LINKS)));
});

describe.each(CASES)('$links', ({ links, reference, state, shapes, sums, mixed }) => {
  const transform = buildOptimizer(links, schedule);

  it.each((shapes ?? Object.values(SHAPES)).map((shape) => [shape]))(
    'equals its float64 reference: %j',
    (shape) => {
      const error = worstErrorBeside(transform, reference, shape, { sums, mixed });
      expect(error).toBeLessThan(1e-5);
    },
  );

  const kept: Readonly<Record<string, Shape>> =
    shapes === MATRICES ? { w: [3, 5] } : { w: [3, 5], b: [7] };

  it('keeps what it needs and nothing more', () => {
    expect(transform.stateShapes(kept)).toEqual(state);
  });

  it('gives 0 for gradients that are all 0, of parameters that are 0', () => {
    const zeros = Object.fromEntries(
      Object.entries(kept).map(([name, shape]) => [
        name,
        { shape, values: new Array<number>(shape.reduce((size, next) => size * next)).fill(0) },
      ]),
    );
    for (const updates of runTransform(transform, zeros, [zeros, zeros])) {
      for (const [name, { values }] of Object.entries(zeros)) expect(updates[name]).toEqual(values);
    }
  });
});
