import { describe, expect, it } from 'vitest';
import { seededRandom } from './random.ts';
import { mergeRanked, zipfSampler } from './zipf.ts';

describe('zipfSampler', () => {
  it('draws rank r about 1 / r as often as rank 1', () => {
    const random = seededRandom(1);
    const draw = zipfSampler([1, 2, 3, 4]);
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < 25_000; i++) counts[draw(random) - 1]! += 1;
    const [first = 0, second = 0, third = 0, fourth = 0] = counts;
    expect(first / second).toBeCloseTo(2, 0);
    expect(first / third).toBeCloseTo(3, 0);
    expect(first / fourth).toBeCloseTo(4, 0);
  });

  it('needs something to draw from', () => {
    expect(() => zipfSampler([])).toThrow('at least one item');
  });
});

describe('mergeRanked', () => {
  it('takes one item from each list in turn', () => {
    expect(mergeRanked([['a1', 'a2', 'a3'], ['b1'], ['c1', 'c2']])).toEqual([
      'a1',
      'b1',
      'c1',
      'a2',
      'c2',
      'a3',
    ]);
  });
});
