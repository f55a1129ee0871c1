import { buildOptimizer, schedules } from 'sublinear-optim';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  adamReference,
  averagedReference,
  clippedReference,
  correctedDecay,
  factoredReference,
  gradientReference,
  powerDecay,
  type Reference,
  ratedReference,
  relativeReference,
  rmsReference,
} from '../../packages/optim/test/references.ts';
import { shapeCases, worstErrorBeside } from '../../packages/optim/test/transforms.ts';
import { startBackend } from '../backend/start.ts';
import { planExperiment } from './plan.ts';

/*
 * The optimiser of each row as the experiment has it, against a float64 computation that follows the
 * paper's algorithms as they are printed.
 */

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

const TOTAL_STEPS = 100;

/** s_t of Table 2, with its peak at a tenth of the run. */
const paperStepSize = (step: number) =>
  0.01 * Math.min(step / (TOTAL_STEPS / 10), Math.sqrt(TOTAL_STEPS / 10 / step));

const stepping = (factor: number, inner: () => Reference) => () =>
  ratedReference(inner(), (step) => factor * paperStepSize(step));

/** A row whose step size is alpha = 0.1 s_t. */
const absolute = (inner: () => Reference) => stepping(0.1, inner);

const adam = (beta1: number, beta2: number) => () => adamReference(beta1, beta2, 0, 1e-30);
const slowing = (power: number) => () => rmsReference(powerDecay(power), 0, 1e-30);
const factored = (moment: 'both' | 'row' | 'column') => () =>
  factoredReference(correctedDecay(0.999), moment);
const clipped = (threshold: number, inner: () => Reference) => () =>
  clippedReference(inner(), threshold);
const sgd = (factor: number) => stepping(factor, () => gradientReference);

const adafactor = stepping(1, () =>
  relativeReference(clippedReference(factoredReference(powerDecay(0.8)), 1)),
);

const REFERENCES: Readonly<Record<string, () => Reference>> = {
  A: absolute(adam(0, 0.999)),
  B: absolute(adam(0.9, 0.999)),
  Bt: () => averagedReference(absolute(adam(0, 0.999))(), 0.9),
  C: absolute(factored('both')),
  D: absolute(factored('row')),
  E: absolute(factored('column')),
  F: absolute(adam(0, 0.99)),
  G: absolute(adam(0, 0.9)),
  H: absolute(clipped(1, adam(0, 0.999))),
  I: absolute(clipped(2, adam(0, 0.999))),
  J: absolute(clipped(1, factored('both'))),
  K: absolute(slowing(0.5)),
  L: absolute(slowing(0.8)),
  M: absolute(slowing(1)),
  N: absolute(clipped(1, slowing(0.8))),
  O: adafactor,
  P: () => averagedReference(adafactor(), 0.9),
  Q1: sgd(1),
  Q2: sgd(10),
  Q3: sgd(100),
  Q4: sgd(150),
  Q5: sgd(200),
  Q6: sgd(300),
};

/** Rows with momentum: their updates are sums of terms that may cancel. */
const SUMS = ['B', 'Bt', 'P'];

const { runs } = planExperiment('experiments/table2.yaml');

const optimizers = new Map(runs.map(({ cell, config }) => [cell.row, config.optimizer]));

it('has a reference for every row', () => {
  expect([...optimizers.keys()]).toEqual(Object.keys(REFERENCES));
});

describe.each([...optimizers])('row %s of Table 2', (row, config) => {
  it.each(shapeCases)('equals its float64 reference: %s %j', (_name, shape) => {
    const optimizer = buildOptimizer(config, schedules.paperSchedule(true, TOTAL_STEPS));
    const sums = SUMS.includes(row);
    expect(worstErrorBeside(optimizer, REFERENCES[row]!, shape, { sums })).toBeLessThan(1e-5);
  });
});
