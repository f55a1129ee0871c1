import { expect, it } from 'vitest';
import { seedOrder, seedsOfRounds } from './rounds.ts';

it('takes seeds by number, whatever order they come in', () => {
  expect(seedOrder([13, 11, 13, 12])).toEqual([11, 12, 13]);
});

it('goes on from the highest seed until all rounds are done', () => {
  expect(seedsOfRounds([12, 11])).toEqual([11, 12, 13, 14, 15, 16, 17]);
  expect(seedsOfRounds([1, 2, 3, 4, 5, 6, 7, 9])).toEqual([1, 2, 3, 4, 5, 6, 7, 9]);
});
