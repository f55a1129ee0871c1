import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bestLengths, type LengthCount } from './best-lengths.ts';

function positions(counts: readonly LengthCount[], lengths: readonly number[]): number {
  return counts.reduce(
    (total, { length, pairs }) => total + pairs * lengths.find((candidate) => candidate >= length)!,
    0,
  );
}

/** All ways to choose at most `size` of `items`, the last always among them. */
function choices(items: readonly number[], size: number): number[][] {
  const last = items.at(-1)!;
  const subsets: number[][] = [[]];
  for (const item of items.slice(0, -1)) {
    subsets.push(...subsets.map((set) => [...set, item]));
  }
  return subsets.filter((set) => set.length < size).map((set) => [...set, last]);
}

it('leave the fewest positions of all choices', () => {
  const counts = fc.uniqueArray(
    fc.tuple(fc.integer({ min: 2, max: 60 }), fc.integer({ min: 1, max: 90 })),
    {
      selector: ([length]) => length,
      minLength: 1,
      maxLength: 8,
    },
  );
  fc.assert(
    fc.property(counts, fc.integer({ min: 1, max: 5 }), (drawn, shapes) => {
      const histogram = drawn
        .map(([length, pairs]) => ({ length, pairs, tokens: 0 }))
        .sort((a, b) => a.length - b.length);
      const found = bestLengths(histogram, shapes);
      expect(found.length).toBeLessThanOrEqual(shapes);
      const all = choices(
        histogram.map(({ length }) => length),
        shapes,
      );
      const least = Math.min(...all.map((lengths) => positions(histogram, lengths)));
      expect(positions(histogram, found)).toBe(least);
    }),
  );
});
