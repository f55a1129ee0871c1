import { describe, expect, it } from 'vitest';
import { radicalInverse, repeatedFactor, trialPoints } from './trial-points.ts';

const FACTORS = [1 / 16, 1 / 8, 1 / 4, 1 / 2, 1, 2, 4, 8, 16];

const inStudies = (factors: number[], trials: number, seeds = [21, 22, 23]) => ({
  key: 'optimizer.factor',
  factors,
  arm: 'warmup',
  studies: { seeds, trials },
});

describe('radicalInverse', () => {
  it.each([
    [2, [0, 1 / 2, 1 / 4, 3 / 4, 1 / 8, 5 / 8, 3 / 8, 7 / 8]],
    [3, [0, 1 / 3, 2 / 3, 1 / 9, 4 / 9, 7 / 9, 2 / 9, 5 / 9, 8 / 9, 1 / 27]],
  ])('mirrors the digits of an index in base %i', (base, expected) => {
    for (const [i, value] of expected.entries()) {
      expect(radicalInverse(i, base)).toBeCloseTo(value, 12);
    }
  });
});

describe('trialPoints', () => {
  it('are a whole grid with one seed', () => {
    const tuning = { key: 'optimizer.factor', factors: [0.1, 1], arm: 'warmup', seed: 11 };
    expect(trialPoints(tuning)).toEqual([
      { factor: 0.1, seed: 11, settings: {} },
      { factor: 1, seed: 11, settings: {} },
    ]);
  });

  it('are equally many for each study, none tried twice in one, and spread over the grid', () => {
    const points = trialPoints(inStudies(FACTORS, 5));
    expect(points).toHaveLength(15);
    for (const study of [21, 22, 23]) {
      const factors = points.filter(({ seed }) => seed === study).map(({ factor }) => factor);
      expect(new Set(factors).size).toBe(5);
      expect(factors.some((factor) => factor < 1)).toBe(true);
      expect(factors.some((factor) => factor > 1)).toBe(true);
    }
    expect(new Set(points.map(({ factor }) => factor))).toEqual(new Set(FACTORS));
  });

  it("search a row's settings beside its number, and leave the numbers what they are", () => {
    const search = { 'optimizer.beta2': [0.9, 0.99, 0.999], 'optimizer.name': ['a', 'b'] };
    const points = trialPoints(inStudies(FACTORS, 5), search);
    expect(points.map(({ factor }) => factor)).toEqual(
      trialPoints(inStudies(FACTORS, 5)).map(({ factor }) => factor),
    );
    for (const [key, values] of Object.entries(search)) {
      const counts = values.map(
        (value) => points.filter(({ settings }) => settings[key] === value).length,
      );
      expect(Math.min(...counts), key).toBeGreaterThan(4);
    }
    expect(points[0]!.settings).toEqual({ 'optimizer.beta2': 0.99, 'optimizer.name': 'a' });
  });
});

describe('repeatedFactor', () => {
  it('finds what a study would try twice', () => {
    expect(repeatedFactor(inStudies(FACTORS, 5))).toBeUndefined();
    // 1/2, 1/4, 3/4, 1/8 and 5/8 of five values are the third, second, fourth, first and fourth.
    expect(repeatedFactor(inStudies([1, 2, 3, 4, 5], 5))).toBe(4);
  });
});
