import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../../src/backend/start.ts';
import { awkwardGradient, parameterOf, runTransform } from '../test/transforms.ts';
import { adafactor, NAMED } from './named.ts';
import {
  buildOptimizer,
  type LinkConfig,
  type NamedOptimizerConfig,
  type OptimizerConfig,
} from './optimizer.ts';
import { paperSchedule, scaledSchedule } from './schedules.ts';
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

it('chains links in their order', () => {
  const clip: LinkConfig = { link: 'clipByBlockRms', threshold: 0.3 };
  const scale: LinkConfig = { link: 'scaleBySchedule', factor: 2 };
  expect(built([clip, scale])).not.toEqual(built([scale, clip]));
});

describe('a named optimiser', () => {
  it.each(Object.entries(NAMED))('is built by its name: %s', (name, { defaults, build }) => {
    const config = { name, factor: 2, ...defaults } as NamedOptimizerConfig;
    const make = build as (options: object) => GradientTransform;
    expect(built(config)).toEqual(updatesOf(make({ ...defaults, learningRate })));
  });

  it('is built with its options', () => {
    const options = {
      decay: { power: 0.6 },
      moment: 'column',
      epsilon1: 1e-3,
      epsilon2: 9,
      threshold: 0.3,
      relativeStep: true,
      beta1: 0.8,
    } as const;
    const expected = updatesOf(adafactor.build({ learningRate, ...options }));
    expect(built({ name: 'adafactor', factor: 2, ...options })).toEqual(expected);
  });

  it('is what its links make', () => {
    const chained: LinkConfig[] = [
      { link: 'scaleByFactoredRms', decay: { power: 0.8 }, epsilon1: 1e-30 },
      { link: 'clipByBlockRms', threshold: 1 },
      { link: 'scaleByParameterRms', epsilon2: 1e-3 },
      { link: 'scaleBySchedule', factor: 1 },
    ];
    const config = { name: 'adafactor', factor: 1, ...adafactor.defaults } as const;
    expect(built(config)).toEqual(built(chained));
  });
});
