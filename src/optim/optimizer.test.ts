import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../backend/start.ts';
import { buildOptimizer, type LinkConfig } from './optimizer.ts';
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
} from './references.ts';
import { paperSchedule } from './schedules.ts';
import { shapeCases, worstErrorBeside } from './testing.ts';

/*
 * Each row of Table 2 as a list of links, against a float64 computation that follows the paper's
 * algorithms as they are printed.
 */

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

const TOTAL_STEPS = 100;

/** s_t of Table 2 with its peak at a tenth of the run. */
const paperStepSize = (step: number) =>
  0.01 * Math.min(step / (TOTAL_STEPS / 10), Math.sqrt(TOTAL_STEPS / 10 / step));

const adam = (beta1: number, beta2: number): LinkConfig => ({
  link: 'scaleByAdam',
  beta1,
  beta2,
  epsilon: 1e-9,
});

const slowing = (power: number): LinkConfig => ({
  link: 'scaleByRms',
  decay: { power },
  epsilon: 1e-9,
});

const factored = (moment: 'both' | 'row' | 'column' = 'both'): LinkConfig => ({
  link: 'scaleByFactoredRms',
  decay: { beta2: 0.999 },
  epsilon1: 1e-30,
  moment,
});

const clip = (threshold: number): LinkConfig => ({ link: 'clipByBlockRms', threshold });

const scheduled = (factor: number): LinkConfig => ({ link: 'scaleBySchedule', factor });

const ADAFACTOR: readonly LinkConfig[] = [
  { link: 'scaleByFactoredRms', decay: { power: 0.8 }, epsilon1: 1e-30 },
  clip(1),
  { link: 'scaleByParameterRms', epsilon2: 1e-3 },
  scheduled(1),
];

const adamReferenceOf = (beta1: number, beta2: number) => adamReference(beta1, beta2, 1e-9);

const adafactorReference = () =>
  ratedReference(
    relativeReference(clippedReference(factoredReference(powerDecay(0.8)), 1)),
    paperStepSize,
  );

const rated = (factor: number, inner: () => Reference) => () =>
  ratedReference(inner(), (step) => factor * paperStepSize(step));

type Row = [
  row: string,
  links: readonly LinkConfig[],
  reference: () => Reference,
  options?: { sums: boolean },
];

/** A row whose step size is alpha = 0.1 s_t. */
const absolute = (
  row: string,
  links: LinkConfig[],
  reference: () => Reference,
  options?: { sums: boolean },
): Row => [row, [...links, scheduled(0.1)], rated(0.1, reference), options];

const ROWS: Row[] = [
  absolute('A', [adam(0, 0.999)], () => adamReferenceOf(0, 0.999)),
  absolute('B', [adam(0.9, 0.999)], () => adamReferenceOf(0.9, 0.999), { sums: true }),
  absolute('C', [factored()], () => factoredReference(correctedDecay(0.999))),
  absolute('D', [factored('row')], () => factoredReference(correctedDecay(0.999), 'row')),
  absolute('E', [factored('column')], () => factoredReference(correctedDecay(0.999), 'column')),
  absolute('F', [adam(0, 0.99)], () => adamReferenceOf(0, 0.99)),
  absolute('G', [adam(0, 0.9)], () => adamReferenceOf(0, 0.9)),
  absolute('H', [adam(0, 0.999), clip(1)], () => clippedReference(adamReferenceOf(0, 0.999), 1)),
  absolute('I', [adam(0, 0.999), clip(2)], () => clippedReference(adamReferenceOf(0, 0.999), 2)),
  absolute('J', [factored(), clip(1)], () =>
    clippedReference(factoredReference(correctedDecay(0.999)), 1),
  ),
  absolute('K', [slowing(0.5)], () => rmsReference(powerDecay(0.5), 1e-9)),
  absolute('L', [slowing(0.8)], () => rmsReference(powerDecay(0.8), 1e-9)),
  absolute('M', [slowing(1)], () => rmsReference(powerDecay(1), 1e-9)),
  absolute('N', [slowing(0.8), clip(1)], () =>
    clippedReference(rmsReference(powerDecay(0.8), 1e-9), 1),
  ),
  ['O', ADAFACTOR, adafactorReference],
  [
    'P',
    [...ADAFACTOR, { link: 'averageUpdates', beta1: 0.9 }],
    () => averagedReference(adafactorReference(), 0.9),
    { sums: true },
  ],
  ['Q3', [scheduled(100)], rated(100, () => gradientReference)],
];

describe.each(ROWS)('row %s of Table 2', (_row, links, reference, options) => {
  it.each(shapeCases)('equals its float64 reference: %s %j', (_name, shape) => {
    const optimizer = buildOptimizer(links, paperSchedule(true, TOTAL_STEPS));
    expect(worstErrorBeside(optimizer, reference, shape, options)).toBeLessThan(1e-5);
  });
});
