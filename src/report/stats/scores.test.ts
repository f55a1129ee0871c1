import { expect, it } from 'vitest';
import { exampleResult } from '../../../test/support/example-result.ts';
import { bleuOf, devScoreOf, unlearnedLogPerplexity } from './scores.ts';

const diverged = exampleResult({ bleu: undefined });
const trained = exampleResult({ bleu: 20, logPerplexity: 2 });

it('takes a run that diverged for one that says nothing and has learned nothing', () => {
  expect(bleuOf(diverged)).toBe(0);
  expect(devScoreOf(diverged, 6)).toBe(6);
  expect(bleuOf(trained)).toBe(20);
  expect(devScoreOf(trained, 6)).toBe(2);
});

it('takes no run for worse than having learned nothing', () => {
  expect(devScoreOf(exampleResult({ logPerplexity: 11 }), 6)).toBe(6);
});

it('knows that from the frequencies of symbols, or else from their number', () => {
  const unigram = { logPerplexity: 5.5, tolerance: 0.1, plateaus: [], atEnd: false };
  expect(unlearnedLogPerplexity([diverged, { ...trained, unigram }])).toBe(5.5);
  expect(unlearnedLogPerplexity([diverged, trained])).toBeCloseTo(Math.log(1500), 12);
});
