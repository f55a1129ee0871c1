import { describe, expect, it } from 'vitest';
import { unigramPlateau } from './unigram-plateau.ts';

const BASELINE = 5;

const plateau = (...curve: number[]) => {
  const dev = curve.map((logPerplexity, i) => ({ step: 10 * (i + 1), logPerplexity }));
  const { plateaus, atEnd } = unigramPlateau(BASELINE, dev);
  return { plateaus, atEnd };
};

describe('a development curve', () => {
  it.each<[string, number[], { plateaus: { from: number; to: number }[]; atEnd: boolean }]>([
    ['that falls below', [6, 5, 4], { plateaus: [{ from: 10, to: 20 }], atEnd: false }],
    ['that is below at once', [4, 3], { plateaus: [], atEnd: false }],
    ['that stays', [5.2, 5.1, 5.05], { plateaus: [{ from: 10, to: 30 }], atEnd: true }],
    [
      'that falls back',
      [6, 4, 3, 5.1, 5.1],
      {
        plateaus: [
          { from: 10, to: 10 },
          { from: 40, to: 50 },
        ],
        atEnd: true,
      },
    ],
    ['within the tolerance', [4.95], { plateaus: [{ from: 10, to: 10 }], atEnd: true }],
    ['beyond it', [4.85], { plateaus: [], atEnd: false }],
    ['without a point', [], { plateaus: [], atEnd: false }],
  ])('%s', (_what, curve, expected) => {
    expect(plateau(...curve)).toEqual(expected);
  });
});

it('says what it was compared with', () => {
  expect(unigramPlateau(BASELINE, [])).toMatchObject({ logPerplexity: 5, tolerance: 0.1 });
});
