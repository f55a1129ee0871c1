import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../backend/start.ts';
import { buildSchedule, paperSchedule } from './schedules.ts';

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

const at = (schedule: ReturnType<typeof paperSchedule>, step: number): number =>
  tf.tidy(() => schedule(tf.scalar(step)).dataSync()[0]!);

describe('paperSchedule', () => {
  it.each([1, 17, 9_999, 10_000, 10_001, 100_000])(
    "is the paper's own formula with 100,000 steps, at t = %i",
    (t) => {
      const withWarmup = Math.min(1e-6 * t, 1 / Math.sqrt(t));
      const without = Math.min(1e-2, 1 / Math.sqrt(t));
      expect(at(paperSchedule(true, 100_000), t) / withWarmup).toBeCloseTo(1, 5);
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

it('multiplies every step size by the rate multiplier', () => {
  const plain = buildSchedule({ name: 'paper', warmup: true }, 1000, 1);
  const fourfold = buildSchedule({ name: 'paper', warmup: true }, 1000, 4);
  for (const t of [1, 100, 1000]) expect(at(fourfold, t) / at(plain, t)).toBeCloseTo(4, 5);
});
