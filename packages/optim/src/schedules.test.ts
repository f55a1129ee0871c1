import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../../src/backend/start.ts';
import {
  constantSchedule,
  inverseSquareRootSchedule,
  paperSchedule,
  type Schedule,
  scaledSchedule,
  vaswaniSchedule,
  withCooldown,
  withWarmup,
} from './schedules.ts';

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

const at = (schedule: Schedule, step: number): number =>
  tf.tidy(() => schedule(tf.scalar(step)).dataSync()[0]!);

describe('paperSchedule', () => {
  it.each([1, 17, 9_999, 10_000, 10_001, 100_000])(
    "is the paper's own formula with 100,000 steps, at t = %i",
    (t) => {
      const warmedUp = Math.min(1e-6 * t, 1 / Math.sqrt(t));
      const without = Math.min(1e-2, 1 / Math.sqrt(t));
      expect(at(paperSchedule(true, 100_000), t) / warmedUp).toBeCloseTo(1, 5);
      expect(at(paperSchedule(false, 100_000), t) / without).toBeCloseTo(1, 5);
    },
  );

  it('keeps its shape when the run is shorter', () => {
    for (const warmup of [true, false]) {
      const long = paperSchedule(warmup, 100_000);
      const short = paperSchedule(warmup, 500);
      for (const t of [1, 20, 50, 51, 200, 500]) {
        expect(at(short, t)).toBeCloseTo(at(long, t * 200), 6);
      }
    }
  });
});

it.each([1, 100, 3_999, 4_000, 4_001, 100_000])(
  'vaswaniSchedule is equation 3 of its paper at t = %i',
  (t) => {
    const expected = 512 ** -0.5 * Math.min(t ** -0.5, t * 4000 ** -1.5);
    expect(at(vaswaniSchedule(512, 4000), t) / expected).toBeCloseTo(1, 5);
  },
);

it.each([1, 10_000, 10_001, 1_000_000])(
  'inverseSquareRootSchedule is the rho_t of Algorithm 6 at t = %i',
  (t) => {
    const expected = Math.min(1e-2, 1 / Math.sqrt(t));
    expect(at(inverseSquareRootSchedule(0.01, 10_000), t) / expected).toBeCloseTo(1, 5);
  },
);

it('constantSchedule and scaledSchedule do as they are called', () => {
  expect(at(constantSchedule(0.25), 1)).toBe(0.25);
  expect(at(constantSchedule(0.25), 999)).toBe(0.25);
  expect(at(scaledSchedule(constantSchedule(0.25), 3), 7)).toBe(0.75);
});

describe('withWarmup', () => {
  const linear = withWarmup(constantSchedule(2), 8);
  const quadratic = withWarmup(constantSchedule(2), 8, 2);

  it('rises linearly or quadratically to the whole rate, and stays there', () => {
    expect([1, 2, 4, 8, 9, 100].map((t) => at(linear, t))).toEqual([0.25, 0.5, 1, 2, 2, 2]);
    expect([1, 2, 4, 8, 9, 100].map((t) => at(quadratic, t))).toEqual([
      0.03125, 0.125, 0.5, 2, 2, 2,
    ]);
  });

  it("makes the paper's schedule of a flat one that falls", () => {
    const composed = withWarmup(inverseSquareRootSchedule(0.01, 50), 50);
    for (const t of [1, 49, 50, 51, 400]) {
      expect(at(composed, t) / at(paperSchedule(true, 500), t)).toBeCloseTo(1, 6);
    }
  });
});

describe('withCooldown', () => {
  it('falls to zero over the last steps, of which the last still counts', () => {
    const schedule = withCooldown(constantSchedule(1), 20, 4);
    const rates = [1, 16, 17, 18, 19, 20, 21, 30].map((t) => at(schedule, t));
    expect(rates).toEqual([1, 1, 1, 0.75, 0.5, 0.25, 0, 0]);
  });

  it.each([
    ['the paper', paperSchedule(true, 100)],
    ['Vaswani et al.', vaswaniSchedule(64, 10)],
    ['quadratic warm-up', withWarmup(constantSchedule(1), 30, 2)],
  ])('leaves the schedule of %s as it is before', (_name, schedule) => {
    const cooled = withCooldown(schedule, 100, 10);
    for (const t of [1, 5, 50, 91]) expect(at(cooled, t)).toBe(at(schedule, t));
    expect(at(cooled, 96) / at(schedule, 96)).toBeCloseTo(0.5, 6);
    expect(at(cooled, 101)).toBe(0);
  });
});
