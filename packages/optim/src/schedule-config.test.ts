import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { startBackend } from '../../../src/backend/start.ts';
import { buildSchedule, type ScheduleConfig } from './schedule-config.ts';

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

const CONTEXT = { steps: 1000, rateMultiplier: 1, dModel: 64 };

const at = (config: ScheduleConfig, step: number, context = CONTEXT): number =>
  tf.tidy(() => buildSchedule(config, context)(tf.scalar(step)).dataSync()[0]!);

it.each<[string, ScheduleConfig, number, number]>([
  ['paper', { name: 'paper', warmup: true }, 50, 0.01 * (50 / 100)],
  ['paper, no warm-up', { name: 'paper', warmup: false }, 400, 0.01 * Math.sqrt(100 / 400)],
  ['vaswani', { name: 'vaswani', warmupSteps: 40 }, 100, 64 ** -0.5 * 100 ** -0.5],
  [
    'vaswani, stretched',
    { name: 'vaswani', warmupSteps: 4, ofSteps: 100 },
    1000,
    64 ** -0.5 * (1000 / 10) ** -0.5,
  ],
  ['constant', { name: 'constant', value: 0.3 }, 77, 0.3],
  [
    'constant after a quadratic warm-up',
    { name: 'constant', value: 0.3, warmup: { fraction: 0.05, power: 2 } },
    25,
    0.3 / 4,
  ],
  [
    'inverse square root',
    { name: 'inverseSquareRoot', value: 0.3, flat: { fraction: 0.1 } },
    400,
    0.3 / 2,
  ],
  [
    'inverse square root after a linear warm-up',
    {
      name: 'inverseSquareRoot',
      value: 0.3,
      flat: { fraction: 0.1 },
      warmup: { fraction: 0.1, power: 1 },
    },
    50,
    0.3 / 2,
  ],
  ['a cool-down', { name: 'constant', value: 0.3, cooldown: { fraction: 0.1 } }, 951, 0.3 / 2],
  [
    'the paper with a cool-down',
    { name: 'paper', warmup: true, cooldown: { fraction: 0.1 } },
    951,
    (0.01 * Math.sqrt(100 / 951)) / 2,
  ],
])('%s', (_name, config, step, expected) => {
  expect(at(config, step) / expected).toBeCloseTo(1, 6);
  // Fractions of the run, unlike steps, keep their place when it is longer.
  if (config.name !== 'vaswani' || config.ofSteps !== undefined) {
    expect(at(config, step * 10, { ...CONTEXT, steps: 10_000 }) / expected).toBeCloseTo(1, 1);
  }
});

it("the paper's schedule may be that of a longer run, of which this one is the beginning", () => {
  const beginning = { name: 'paper', warmup: true, totalSteps: 100_000 } as const;
  // s_t = 1e-6 t up to t = 10,000.
  for (const step of [1, 500, 1000]) expect(at(beginning, step) / (1e-6 * step)).toBeCloseTo(1, 6);
});

it('multiplies every step size by the rate multiplier', () => {
  const config = { name: 'paper', warmup: true } as const;
  const fourfold = { ...CONTEXT, rateMultiplier: 4 };
  for (const t of [1, 100, 1000]) {
    expect(at(config, t, fourfold) / at(config, t)).toBeCloseTo(4, 5);
  }
});
