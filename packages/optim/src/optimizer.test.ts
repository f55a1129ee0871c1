import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../../src/backend/start.ts';
import { addWeightDecay } from './links/add-weight-decay.ts';
import { averageUpdates } from './links/average-updates.ts';
import { averageUpdatesInBfloat16 } from './links/average-updates-in-bfloat16.ts';
import { clipByBlockRms } from './links/clip-by-block-rms.ts';
import { clipByGlobalNorm } from './links/clip-by-global-norm.ts';
import { growthLimiter } from './links/growth-limiter.ts';
import { momentum } from './links/momentum.ts';
import { normalise } from './links/normalise.ts';
import { orthogonalise } from './links/orthogonalise.ts';
import { partition } from './links/partition.ts';
import { scaleByAdagrad } from './links/scale-by-adagrad.ts';
import { scaleByAdam } from './links/scale-by-adam.ts';
import { scaleByBlockMoment } from './links/scale-by-block-moment.ts';
import { scaleByConfidence } from './links/scale-by-confidence.ts';
import { scaleByFactoredRms } from './links/scale-by-factored-rms.ts';
import { scaleByParameterRms } from './links/scale-by-parameter-rms.ts';
import { scaleByRms } from './links/scale-by-rms.ts';
import { scaleBySchedule } from './links/scale-by-schedule.ts';
import { scaleBySm3 } from './links/scale-by-sm3.ts';
import { scaleByStableAdam } from './links/scale-by-stable-adam.ts';
import { scaleByStandardDeviation } from './links/scale-by-standard-deviation.ts';
import { signMomentum } from './links/sign-momentum.ts';
import { signOf } from './links/sign-of.ts';
import { sinkhorn } from './links/sinkhorn.ts';
import * as links from './links.ts';
import * as named from './named.ts';
import {
  buildOptimizer,
  type LinkConfig,
  type NamedOptimizerConfig,
  type OptimizerConfig,
} from './optimizer.ts';
import { paperSchedule, scaledSchedule } from './schedules.ts';
import { awkwardGradient, parameterOf, runTransform } from './testing.ts';
import type { GradientTransform } from './transform.ts';

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

const schedule = paperSchedule(true, 100);
const learningRate = scaledSchedule(schedule, 2);

function updatesOf(transform: GradientTransform) {
  const gradients = [1, 2, 3].map((step) => ({ x: awkwardGradient([4, 3], step) }));
  return runTransform(transform, { x: parameterOf([4, 3]) }, gradients);
}

const built = (config: OptimizerConfig) => updatesOf(buildOptimizer(config, schedule));

const decay = { power: 0.6 };

const LINKS: [LinkConfig, GradientTransform][] = [
  [
    { link: 'scaleByAdam', beta1: 0.8, beta2: 0.7, epsilon: 1e-3 },
    scaleByAdam({ beta1: 0.8, beta2: 0.7, epsilon: 1e-3 }),
  ],
  [{ link: 'scaleByRms', decay, epsilon: 1e-3 }, scaleByRms({ decay, epsilon: 1e-3 })],
  [
    { link: 'scaleByStandardDeviation', beta2: 0.7, epsilon: 1e-3 },
    scaleByStandardDeviation({ beta2: 0.7, epsilon: 1e-3 }),
  ],
  [
    { link: 'scaleByFactoredRms', decay, epsilon1: 1e-3, moment: 'row' },
    scaleByFactoredRms({ decay, epsilon1: 1e-3, moment: 'row' }),
  ],
  [{ link: 'scaleByAdagrad', epsilon: 1e-3 }, scaleByAdagrad({ epsilon: 1e-3 })],
  [{ link: 'scaleBySm3', variant: 'I', beta2: 0.7 }, scaleBySm3({ variant: 'I', beta2: 0.7 })],
  [{ link: 'clipByBlockRms', threshold: 0.3 }, clipByBlockRms({ threshold: 0.3 })],
  [{ link: 'clipByGlobalNorm', threshold: 0.3 }, clipByGlobalNorm({ threshold: 0.3 })],
  [{ link: 'scaleByParameterRms', epsilon2: 9 }, scaleByParameterRms({ epsilon2: 9 })],
  [{ link: 'momentum', beta1: 0.8, nesterov: true }, momentum({ beta1: 0.8, nesterov: true })],
  [{ link: 'averageUpdates', beta1: 0.8 }, averageUpdates({ beta1: 0.8 })],
  [{ link: 'addWeightDecay', weightDecay: 0.3 }, addWeightDecay({ weightDecay: 0.3 })],
  [{ link: 'scaleBySchedule', factor: 2 }, scaleBySchedule(learningRate)],
  [{ link: 'averageUpdatesInBfloat16', beta1: 0.8 }, averageUpdatesInBfloat16({ beta1: 0.8 })],
  [{ link: 'growthLimiter', limit: 1.5 }, growthLimiter({ limit: 1.5 })],
  [{ link: 'normalise', axis: 0, epsilon: 0.1 }, normalise({ axis: 0, epsilon: 0.1 })],
  [
    { link: 'orthogonalise', iterations: 3, epsilon: 0.1 },
    orthogonalise({ iterations: 3, epsilon: 0.1 }),
  ],
  [
    { link: 'scaleByBlockMoment', beta1: 0.8, beta2: 0.7, epsilon: 1e-3, block: { axis: 0 } },
    scaleByBlockMoment({ beta1: 0.8, beta2: 0.7, epsilon: 1e-3, block: { axis: 0 } }),
  ],
  [
    { link: 'scaleByConfidence', beta1: 0.8, beta3: 0.7, epsilon: 1e-3 },
    scaleByConfidence({ beta1: 0.8, beta3: 0.7, epsilon: 1e-3 }),
  ],
  [
    { link: 'scaleByStableAdam', beta1: 0.8, beta2: 0.7, epsilon: 1e-3, weightDecay: 0.3 },
    scaleByStableAdam({ beta1: 0.8, beta2: 0.7, epsilon: 1e-3, weightDecay: 0.3 }),
  ],
  [{ link: 'signMomentum', beta1: 0.8, beta2: 0.7 }, signMomentum({ beta1: 0.8, beta2: 0.7 })],
  [{ link: 'signOf' }, signOf({})],
  [{ link: 'sinkhorn', iterations: 2 }, sinkhorn({ iterations: 2 })],
  [
    {
      link: 'partition',
      parts: [
        {
          of: 'matrices',
          links: [
            { link: 'momentum', beta1: 0.8, nesterov: true },
            { link: 'scaleBySchedule', factor: 2 },
          ],
        },
        { of: 'others', links: [{ link: 'signOf' }] },
      ],
    },
    partition([
      {
        of: 'matrices',
        links: [momentum({ beta1: 0.8, nesterov: true }), scaleBySchedule(learningRate)],
      },
      { of: 'others', links: [signOf({})] },
    ]),
  ],
];

it('has every link', () => {
  expect(new Set(LINKS.map(([{ link }]) => link))).toEqual(new Set(Object.keys(links)));
});

it.each(LINKS)('builds the link %j', (config, transform) => {
  expect(built([config])).toEqual(updatesOf(transform));
});

it('chains links in their order', () => {
  const clip: LinkConfig = { link: 'clipByBlockRms', threshold: 0.3 };
  const scale: LinkConfig = { link: 'scaleBySchedule', factor: 2 };
  expect(built([clip, scale])).not.toEqual(built([scale, clip]));
});

const NAMED: [NamedOptimizerConfig, GradientTransform][] = [
  [{ name: 'sgd', factor: 2 }, named.sgd.build({ learningRate })],
  [{ name: 'momentum', factor: 2, beta1: 0.8 }, named.momentum.build({ learningRate, beta1: 0.8 })],
  [{ name: 'nesterov', factor: 2, beta1: 0.8 }, named.nesterov.build({ learningRate, beta1: 0.8 })],
  [
    { name: 'adagrad', factor: 2, epsilon: 1e-3 },
    named.adagrad.build({ learningRate, epsilon: 1e-3 }),
  ],
  [
    { name: 'rmsprop', factor: 2, beta2: 0.7, epsilon: 1e-3, centred: true, beta1: 0.5 },
    named.rmsprop.build({ learningRate, beta2: 0.7, epsilon: 1e-3, centred: true, beta1: 0.5 }),
  ],
  [
    { name: 'adam', factor: 2, beta1: 0.8, beta2: 0.7, epsilon: 1e-3 },
    named.adam.build({ learningRate, beta1: 0.8, beta2: 0.7, epsilon: 1e-3 }),
  ],
  [
    { name: 'adamw', factor: 2, beta1: 0.8, beta2: 0.7, epsilon: 1e-3, weightDecay: 0.3 },
    named.adamw.build({ learningRate, beta1: 0.8, beta2: 0.7, epsilon: 1e-3, weightDecay: 0.3 }),
  ],
  [
    {
      name: 'adafactor',
      factor: 2,
      decay,
      moment: 'column',
      epsilon1: 1e-3,
      epsilon2: 9,
      threshold: 0.3,
      relativeStep: true,
      beta1: 0.8,
    },
    named.adafactor.build({
      learningRate,
      decay,
      moment: 'column',
      epsilon1: 1e-3,
      epsilon2: 9,
      threshold: 0.3,
      beta1: 0.8,
    }),
  ],
  [
    { name: 'sm3', factor: 2, variant: 'I', beta1: 0.8, beta2: 0.7 },
    named.sm3.build({ learningRate, variant: 'I', beta1: 0.8, beta2: 0.7 }),
  ],
];

describe('a named optimiser', () => {
  it.each(NAMED)('is built with its options and the schedule: %j', (config, transform) => {
    expect(built(config)).toEqual(updatesOf(transform));
  });

  it.each(Object.entries(named.NAMED))('is built by its name: %s', (name, { defaults, build }) => {
    const config = { name, factor: 2, ...defaults } as NamedOptimizerConfig;
    const make = build as (options: object) => GradientTransform;
    expect(built(config)).toEqual(updatesOf(make({ ...defaults, learningRate })));
  });

  it('is what its links make', () => {
    const chained: LinkConfig[] = [
      { link: 'scaleByFactoredRms', decay: { power: 0.8 }, epsilon1: 1e-30 },
      { link: 'clipByBlockRms', threshold: 1 },
      { link: 'scaleByParameterRms', epsilon2: 1e-3 },
      { link: 'scaleBySchedule', factor: 1 },
    ];
    const config = { name: 'adafactor', factor: 1, ...named.adafactor.defaults } as const;
    expect(built(config)).toEqual(built(chained));
  });
});
