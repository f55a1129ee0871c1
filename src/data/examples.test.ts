import { expect, it } from 'vitest';
import { examplesFrom, flattened } from './examples.ts';

const EXAMPLES = [
  { source: [5, 6, 70_000], target: [7] },
  { source: [], target: [8, 9] },
  { source: [4], target: [] },
];

it('are one list of numbers, and come back from it', () => {
  const numbers = flattened(EXAMPLES);
  // No Array has room for those of a large corpus.
  expect(numbers).toEqual(Float64Array.of(3, 1, 5, 6, 70_000, 7, 0, 2, 8, 9, 1, 0, 4));
  expect(examplesFrom(numbers)).toEqual(EXAMPLES);
  expect(flattened([])).toEqual(new Float64Array(0));
});
