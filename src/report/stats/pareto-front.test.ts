import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { paretoFront } from './pareto-front.ts';

const names = (offers: Parameters<typeof paretoFront>[0]) =>
  paretoFront(offers.map((offer, i) => ({ ...offer, name: 'abcdef'[i]! })))
    .map(({ name }) => name)
    .join('');

it('has what nothing cheaper beats, from the cheapest on', () => {
  const offers = [
    { cost: 8, score: 20 },
    { cost: 4, score: 21 },
    { cost: 0, score: 5 },
    { cost: 4, score: 19 },
    { cost: 0.1, score: 18 },
    { cost: 9, score: 21 },
  ];
  expect(names(offers)).toBe('ceb');
});

it('has equal offers together', () => {
  expect(
    names([
      { cost: 1, score: 2 },
      { cost: 1, score: 2 },
    ]),
  ).toBe('ab');
});

it('rises, and has the best score', () => {
  const offer = fc.record({
    cost: fc.integer({ min: 0, max: 9 }),
    score: fc.integer({ min: 0, max: 9 }),
  });
  fc.assert(
    fc.property(fc.array(offer, { minLength: 1, maxLength: 12 }), (offers) => {
      const front = paretoFront(offers);
      expect(front.at(-1)!.score).toBe(Math.max(...offers.map(({ score }) => score)));
      for (const [i, { cost, score }] of front.entries()) {
        const before = front[i - 1];
        if (before === undefined) continue;
        const isSame = cost === before.cost && score === before.score;
        expect(isSame || (cost > before.cost && score > before.score)).toBe(true);
      }
    }),
  );
});
