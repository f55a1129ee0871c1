import { describe, expect, it } from 'vitest';
import { largestDifference, median, pairwise, spread } from './statistics.ts';

it('has no median of nothing', () => {
  expect(() => median([])).toThrow('no values');
});

it('spans the range of its values', () => {
  expect(spread([3, 1, 2])).toEqual({ median: 2, least: 1, most: 3 });
});

describe('pairwise', () => {
  it('combines what belongs to the same round', () => {
    expect(pairwise([8, 9], [2, 3], (left, right) => left / right)).toEqual([4, 3]);
  });

  it('refuses a round without its partner', () => {
    expect(() => pairwise([1], [1, 2], Math.max)).toThrow('1 rounds cannot be paired with 2');
  });
});

describe('largestDifference', () => {
  it.each([
    [[2, 3], [2, 3], 0],
    [[2.5, 3], [2, 4], 0.25],
    [[1, -1.5], [1, -1], 0.5],
    [[null, 1], [null, 1], 0],
    [[1, null], [1, 2], Number.POSITIVE_INFINITY],
    [[1, 2], [1, null], Number.POSITIVE_INFINITY],
  ])('between %j and %j is %d', (actual, expected, difference) => {
    expect(largestDifference(actual, expected)).toBe(difference);
  });
});
