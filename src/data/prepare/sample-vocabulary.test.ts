import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampler } from './sample-vocabulary.ts';

describe('sampler', () => {
  const sample = (count: number, size: number, seed: number) => {
    const picks = sampler(count, size, seed);
    return Array.from({ length: count }, (_, i) => i).filter(() => picks());
  };

  it('picks exactly as many as asked for, or all', () => {
    fc.assert(
      fc.property(fc.nat(9000), fc.nat(9000), fc.integer(), (count, size, seed) => {
        expect(sample(count, size, seed)).toHaveLength(Math.min(count, size));
      }),
      { numRuns: 40 },
    );
  });

  it('depends on the seed, and favours no place', () => {
    expect(sample(1000, 10, 1)).toEqual(sample(1000, 10, 1));
    expect(sample(1000, 10, 1)).not.toEqual(sample(1000, 10, 2));
    const early = Array.from({ length: 2000 }, (_, seed) => sample(20, 5, seed)).flat();
    const firstHalf = early.filter((item) => item < 10).length;
    // 10,000 draws, half of them expected in either half; hypergeometric, six deviations.
    expect(Math.abs(firstHalf - 5000)).toBeLessThan(270);
  });
});
