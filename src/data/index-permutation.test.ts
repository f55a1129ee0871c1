import fc from 'fast-check';
import { expect, it } from 'vitest';
import { indexPermutation } from './index-permutation.ts';

function list(count: number, key: readonly [number, number]): number[] {
  const place = indexPermutation(count, key);
  return Array.from({ length: count }, (_, i) => place(i));
}

it('has every index exactly once', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1025, max: 1500 })),
      fc.integer(),
      fc.integer(),
      (count, a, b) => {
        const key = [a | 0, b | 0] as const;
        expect(list(count, key).sort((x, y) => x - y)).toEqual(Array.from(Array(count).keys()));
      },
    ),
  );
});

it('depends on the key only', () => {
  expect(list(1000, [1, 2])).toEqual(list(1000, [1, 2]));
  expect(list(1000, [1, 2])).not.toEqual(list(1000, [1, 3]));
  expect(list(1000, [1, 2])).not.toEqual(list(1000, [2, 2]));
});

it('refuses an index that is none', () => {
  for (const index of [-1, 10, 0.5, Number.NaN]) {
    expect(() => indexPermutation(10, [1, 1])(index)).toThrow(RangeError);
  }
});

it.each([5, 1500])('puts every index of %i in every place about as often', (count) => {
  const rounds = 5000;
  const parts = 5;
  const seen = Array.from({ length: parts }, () => new Array<number>(parts).fill(0));
  for (let seed = 0; seed < rounds; seed++) {
    const place = indexPermutation(count, [seed, 7]);
    for (let index = 0; index < parts; index++) {
      seen[index]![Math.floor((place(index) * parts) / count)]!++;
    }
  }
  const expected = rounds / parts;
  const chiSquare = seen.flat().reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
  // 20 degrees of freedom: above 45.3 once in a thousand times.
  expect(chiSquare).toBeLessThan(45.3);
});

it('breaks up neighbours', () => {
  const count = 100_000;
  const at = indexPermutation(count, [3, 4]);
  // Of two independent places one in 50,000 pairs lies side by side.
  let neighbours = 0;
  for (let i = 0; i + 1 < count; i++) if (Math.abs(at(i) - at(i + 1)) === 1) neighbours++;
  expect(neighbours).toBeLessThan(20);
});
