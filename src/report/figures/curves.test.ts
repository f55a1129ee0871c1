import { describe, expect, it } from 'vitest';
import { valueRange } from './curves.ts';

const curve = (values: readonly number[]) => ({
  points: values.map((value, index) => ({ step: (index + 1) * 100, value })),
});

describe('valueRange', () => {
  const steps = (values: readonly number[]) => curve([...values, ...Array(20).fill(2)]);

  it('leaves out the first tenth, where every run falls from the same height', () => {
    const [low, high] = valueRange([steps([9, 8, 3])], 1e6);
    expect(low).toBeCloseTo(2 - 0.04, 10);
    expect(high).toBeCloseTo(3 + 0.04, 10);
  });

  it('ends at a uniform guess, whatever a failing run climbs to', () => {
    const [, high] = valueRange([curve([...Array(20).fill(2), 500])], 1000);
    expect(high).toBeCloseTo(Math.log(1000) + 0.04 * (Math.log(1000) - 2), 10);
  });

  it('is no single point where every value is the same, or there is none', () => {
    expect(valueRange([curve([2])], 1000)).toEqual([1.5, 2.5]);
    expect(valueRange([curve([])], 1000)).toEqual([0, Math.log(1000)]);
  });
});
