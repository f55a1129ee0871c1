import * as named from './named.ts';
import { factored, type NamedCase, RATE, rated } from './named-cases.ts';
import {
  adamReference,
  averagedReference,
  clippedReference,
  decayedReference,
  factoredReference,
  gradientReference,
  nesterovReference,
  ratedReference,
} from './references.ts';
import {
  type BlockOf,
  bfloat16AveragedReference,
  blockMomentReference,
  blocksAlong,
  byRank,
  cappedDecay,
  confidenceReference,
  lionReference,
  normalisedReference,
  orthogonalisedReference,
  sinkhornReference,
  stableAdamReference,
} from './successor-references.ts';

/** The state of a part of a partition: `slots` of matrices, or of vectors, under that part's number. */
const ofPart = (prefix: string, ...slots: string[]) => slots.map((slot) => `${prefix}/${slot}`);

const moments = (prefix: string) => ofPart(prefix, 'firstMoment', 'secondMoment');

const blockAdam = (block: BlockOf) => blockMomentReference(0.9, 0.999, 1e-8, block);

const bigVision = () => factoredReference(cappedDecay(0.8, 0.95));

/** The named optimisers after Adafactor, as `CASES` has the older ones. */
export const SUCCESSOR_CASES: readonly NamedCase[] = [
  {
    name: 'adafactorBigVision',
    with: 'a decay that stops early',
    create: () => named.adafactorBigVision.build({ learningRate: RATE, beta2: 0.95 }),
    reference: rated(() => bfloat16AveragedReference(bigVision(), 0.9)),
    sums: true,
    state: {
      matrix: { ...factored.matrix, '1/bfloat16/average': [3, 5] },
      vector: [...factored.vector, '1/bfloat16/average'],
    },
  },
  {
    name: 'adafactorBigVision',
    with: 'clipping and no momentum',
    create: () =>
      named.adafactorBigVision.build({ learningRate: RATE, beta2: 0.95, beta1: 0, threshold: 0.5 }),
    reference: rated(() => clippedReference(bigVision(), 0.5)),
    state: factored,
  },
  {
    name: 'stableAdamw',
    with: 'its defaults',
    create: () => named.stableAdamw.build(),
    reference: rated(() => stableAdamReference(0.9, 0.99, 1e-8, 0.01), 0.001),
    sums: true,
    state: {
      matrix: { '0/firstMoment': [3, 5], '0/secondMoment': [3, 5] },
      vector: moments('0'),
    },
  },
  {
    name: 'came',
    with: 'its defaults',
    create: () => named.came.build({ learningRate: RATE }),
    reference: rated(() =>
      confidenceReference(
        clippedReference(
          factoredReference(() => 0.999),
          1,
        ),
        0.9,
        0.9999,
        1e-16,
      ),
    ),
    sums: true,
    state: {
      matrix: { ...factored.matrix, '2/average': [3, 5], '2/rowMean': [3], '2/columnMean': [5] },
      vector: ['0/secondMoment', '2/average'],
    },
  },
  {
    name: 'adamMini',
    with: 'its defaults',
    create: () => named.adamMini.build(),
    reference: rated(
      () =>
        byRank(
          () => blockAdam(blocksAlong(-2)),
          () => adamReference(0.9, 0.999, 1e-8),
        ),
      0.001,
    ),
    sums: true,
    state: {
      matrix: { '0/2/0/firstMoment': [3, 5], '0/2/0/secondMoment': [5] },
      vector: moments('0/4/0'),
    },
  },
  {
    name: 'slimAdam',
    with: 'its defaults',
    create: () => named.slimAdam.build(),
    reference: rated(
      () =>
        byRank(
          () => blockAdam(blocksAlong(-1)),
          () => adamReference(0.9, 0.999, 1e-8),
        ),
      0.001,
    ),
    sums: true,
    state: {
      matrix: { '0/1/0/firstMoment': [3, 5], '0/1/0/secondMoment': [3] },
      vector: moments('0/3/0'),
    },
  },
  {
    name: 'lion',
    with: 'its defaults',
    create: () => named.lion.build(),
    reference: rated(() => lionReference(0.9, 0.99), 0.0001),
    state: { matrix: { '0/firstMoment': [3, 5] }, vector: ['0/firstMoment'] },
  },
  {
    name: 'lion',
    with: 'weight decay',
    create: () => named.lion.build({ weightDecay: 0.1 }),
    reference: rated(() => decayedReference(lionReference(0.9, 0.99), 0.1), 0.0001),
    sums: true,
    state: { matrix: { '0/firstMoment': [3, 5] }, vector: ['0/firstMoment'] },
  },
  {
    name: 'muon',
    with: 'its defaults',
    create: () => named.muon.build(),
    reference: rated(
      () =>
        byRank(
          () => orthogonalisedReference(nesterovReference(() => gradientReference, 0.95)),
          () => ratedReference(adamReference(0.9, 0.95, 1e-10), () => 0.015),
        ),
      0.02,
    ),
    mixed: true,
    state: { matrix: { '0/0/0/velocity': [3, 5] }, vector: moments('0/1/0') },
  },
  {
    name: 'scale',
    with: 'its defaults',
    create: () => named.scale.build({ learningRate: RATE }),
    reference: rated(() =>
      byRank(
        () => normalisedReference(gradientReference, blocksAlong(-2), 1e-8),
        () => adamReference(0.9, 0.999, 1e-8),
      ),
    ),
    sums: true,
    state: { matrix: {}, vector: moments('0/4/0') },
  },
  {
    name: 'scale',
    with: 'a last layer',
    create: () => named.scale.build({ learningRate: RATE, lastLayer: ['*'] }),
    reference: rated(() =>
      byRank(
        () => normalisedReference(averagedReference(gradientReference, 0.9), blocksAlong(-2), 1e-8),
        () => adamReference(0.9, 0.999, 1e-8),
      ),
    ),
    sums: true,
    state: { matrix: { '0/1/0/average': [3, 5] }, vector: moments('0/4/0') },
  },
  {
    name: 'sinkgd',
    with: 'its defaults',
    create: () => named.sinkgd.build({ learningRate: RATE }),
    reference: rated(() =>
      byRank(
        () => ratedReference(sinkhornReference(5), () => 0.05),
        () => adamReference(0.9, 0.999, 1e-8),
      ),
    ),
    sums: true,
    state: { matrix: {}, vector: moments('0/1/0') },
  },
];
