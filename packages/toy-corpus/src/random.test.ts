import { describe, expect, it } from 'vitest';
import {
  integerBelow,
  seededRandom,
  shuffled,
  splitMix64,
  weighted,
  xoshiro128StarStar,
} from './random.ts';

const take = <T>(count: number, next: () => T): T[] => Array.from({ length: count }, next);

describe('generators', () => {
  it('gives the reference sequence of SplitMix64', () => {
    expect(take(3, splitMix64(1477776061723855037n))).toEqual([
      1985237415132408290n,
      2979275885539914483n,
      13511426838097143398n,
    ]);
  });

  it('gives the reference sequence of xoshiro128**', () => {
    expect(take(6, xoshiro128StarStar([1, 2, 3, 4]))).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492,
    ]);
  });

  it('repeats itself for one seed and differs between seeds', () => {
    expect(take(5, seededRandom(1))).toEqual(take(5, seededRandom(1)));
    expect(take(5, seededRandom(1))).not.toEqual(take(5, seededRandom(2)));
  });

  it('rejects a seed that is not an integer', () => {
    expect(() => seededRandom(0.5)).toThrow('seed is 0.5');
  });
});

describe('draws', () => {
  it('draws integers below the bound, each about equally often', () => {
    const random = seededRandom(3);
    const counts = [0, 0, 0];
    for (let i = 0; i < 3000; i++) counts[integerBelow(random, 3)]! += 1;
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(100);
  });

  it('draws choices in proportion to their weights', () => {
    const random = seededRandom(4);
    const drawn = take(4000, () =>
      weighted(random, [
        [3, 'often'],
        [1, 'seldom'],
        [0, 'never'],
      ]),
    );
    const share = drawn.filter((choice) => choice === 'often').length / drawn.length;
    expect(share).toBeCloseTo(0.75, 1);
    expect(drawn).not.toContain('never');
  });

  it('shuffles without losing anything', () => {
    const items = Array.from({ length: 50 }, (_, index) => index);
    const result = shuffled(seededRandom(5), items);
    expect(result).not.toEqual(items);
    expect(result.toSorted((x, y) => x - y)).toEqual(items);
  });
});
