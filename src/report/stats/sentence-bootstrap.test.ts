import { bleu, corpusStatistics } from 'sacrebleu-ts';
import { expect, it } from 'vitest';
import { resampledScores, sentenceDeviation } from './sentence-bootstrap.ts';

const references = Array.from({ length: 40 }, (_, i) => `the cat ${i} sat on the mat number ${i}`);
const statistics = (translations: string[]) => corpusStatistics(bleu(), translations, [references]);
const perfect = statistics(references);
const worse = statistics(references.map((text, i) => (i % 2 === 0 ? text : 'the cat sat')));

it('finds that sentences move no difference between equals, whether they translate or diverged', () => {
  const [same, first, second] = resampledScores([perfect, 'diverged', 'diverged']);
  expect(first).toHaveLength(same!.length);
  expect(sentenceDeviation([[first!, second!]])).toBe(0);
  expect(sentenceDeviation([[same!, same!]])).toBe(0);
  const [one, other] = resampledScores(['diverged', 'diverged']);
  expect(sentenceDeviation([[one!, other!]])).toBe(0);
});

it('scores runs that diverged on as many samples as others, however they are asked for', () => {
  const [good] = resampledScores([perfect]);
  const [diverged] = resampledScores(['diverged']);
  expect(sentenceDeviation([[good!, diverged!]])).toBeCloseTo(0, 9);
});

it('finds how far sentences move a difference, which more pairs of other runs make steadier', () => {
  const shifted = statistics(references.map((text, i) => (i % 2 === 1 ? text : 'the cat sat')));
  const [good, bad, other] = resampledScores([perfect, worse, shifted]);
  const one = sentenceDeviation([[good!, bad!]]);
  expect(one).toBeGreaterThan(1);
  const both = sentenceDeviation([
    [good!, bad!],
    [good!, other!],
  ]);
  expect(both).toBeLessThan(one / 2);
});

it('scores a run on the same samples whichever other runs there are', () => {
  const [alone] = resampledScores([worse]);
  const [, beside] = resampledScores([perfect, worse, 'diverged']);
  expect(beside).toEqual(alone);
});
