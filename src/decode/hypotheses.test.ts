import { describe, expect, it } from 'vitest';
import {
  beginSearch,
  bestTranslation,
  type Candidate,
  growSearch,
  isOver,
  lengthPenalty,
  type SearchRules,
} from './hypotheses.ts';

const END = 3;
const RULES: SearchRules = { beamSize: 2, alpha: 0, longest: 9, eosId: END };

const candidate = (parent: number, symbol: number, logProbability: number): Candidate => ({
  parent,
  symbol,
  logProbability,
});

/** The search after each position's candidates were taken in. */
const searched = (positions: readonly (readonly Candidate[])[], rules: SearchRules) =>
  positions.reduce((search, candidates) => growSearch(search, candidates, rules), beginSearch());

describe('lengthPenalty', () => {
  it('is 1 for one symbol, and with alpha 0 for any number', () => {
    expect(lengthPenalty(1, 0.6)).toBe(1);
    expect(lengthPenalty(40, 0)).toBe(1);
  });

  it('is equation 14 of Wu et al. (2016)', () => {
    expect(lengthPenalty(10, 0.6)).toBeCloseTo(15 ** 0.6 / 6 ** 0.6, 12);
  });
});

describe('growSearch', () => {
  it('keeps the likeliest that have no end alive, and those that end apart', () => {
    const { alive, finished } = searched(
      [[candidate(0, 5, -1), candidate(0, END, -2), candidate(0, 6, -3), candidate(0, 7, -4)]],
      RULES,
    );
    expect(alive).toEqual([
      { symbols: [5], logProbability: -1, places: [0] },
      { symbols: [6], logProbability: -3, places: [0] },
    ]);
    expect(finished).toEqual({ symbols: [], score: -2 });
  });

  it('continues the hypothesis that a candidate names', () => {
    const { alive } = searched(
      [
        [candidate(0, 5, -1), candidate(0, 6, -2)],
        [candidate(1, 7, -3), candidate(0, 8, -4)],
      ],
      RULES,
    );
    expect(alive.map(({ symbols }) => symbols)).toEqual([
      [6, 7],
      [5, 8],
    ]);
    expect(alive.map(({ places }) => places)).toEqual([
      [0, 1],
      [0, 0],
    ]);
  });

  it('prefers, of two that end, what is better for its length', () => {
    const positions = [
      [candidate(0, 5, -1), candidate(0, END, -1.1)],
      [candidate(0, END, -1.2), candidate(0, 5, -1.3)],
    ];
    // Per equation 14 with alpha 1: -1.1 / 1 against -1.2 / (7 / 6).
    expect(bestTranslation(searched(positions, { ...RULES, alpha: 1 }))).toEqual([5]);
    expect(bestTranslation(searched(positions, RULES))).toEqual([]);
  });

  it('keeps the first of two that are equally good', () => {
    const positions = [
      [candidate(0, 5, -1), candidate(0, 6, -1)],
      [candidate(0, END, -2), candidate(1, END, -2), candidate(1, 7, -2)],
    ];
    expect(bestTranslation(searched(positions, RULES))).toEqual([5]);
  });

  it.each([
    { what: 'could still become better', logProbability: -1.99, over: false },
    { what: 'could only become as good', logProbability: -2, over: true },
    { what: 'cannot become as good', logProbability: -2.01, over: true },
  ])('is over: $over, when what is alive $what', ({ logProbability, over }) => {
    // At the longest length, 13 symbols, and with alpha 1 the penalty is 3.
    const rules = { ...RULES, alpha: 1, longest: 13 };
    const { alive } = searched(
      [[candidate(0, END, -2 / 3), candidate(0, 5, logProbability)]],
      rules,
    );
    expect(alive).toHaveLength(over ? 0 : 1);
  });

  it('never takes in what has no finite log-probability', () => {
    const nothing = [candidate(0, 5, Number.NEGATIVE_INFINITY), candidate(0, END, Number.NaN)];
    expect(searched([nothing], RULES)).toEqual({ alive: [], finished: undefined });
  });
});

describe('bestTranslation', () => {
  it('is the likeliest alive where nothing has ended', () => {
    const search = searched([[candidate(0, 5, -1), candidate(0, 6, -2)]], RULES);
    expect(bestTranslation(search)).toEqual([5]);
  });

  it('is what has ended, however bad, over what has not', () => {
    const search = searched([[candidate(0, 5, -1), candidate(0, END, -20)]], RULES);
    expect(search.alive).not.toEqual([]);
    expect(bestTranslation(search)).toEqual([]);
  });
});

describe('isOver', () => {
  it('is so at the longest length, or where nothing is alive', () => {
    const search = searched([[candidate(0, 5, -1)], [candidate(0, 6, -2)]], RULES);
    expect(isOver(search, { ...RULES, longest: 3 })).toBe(false);
    expect(isOver(search, { ...RULES, longest: 2 })).toBe(true);
    expect(isOver(searched([[candidate(0, END, -1)]], RULES), RULES)).toBe(true);
  });
});
