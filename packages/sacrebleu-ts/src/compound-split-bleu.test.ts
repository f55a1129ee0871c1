import { expect, it } from 'vitest';
import { corpusBleu } from './bleu.ts';
import { corpusCompoundSplitBleu } from './compound-split-bleu.ts';

it('counts the parts of a compound', () => {
  // a rich ##AT##-##AT## text format is good enough: all but `rich` match.
  const score = corpusCompoundSplitBleu(
    ['a poor-text format is good enough'],
    [['a rich-text format is good enough']],
  );
  expect(score.counts).toEqual([7, 5, 4, 3]);
  expect(score.totals).toEqual([8, 7, 6, 5]);
});

it('splits only the first hyphen of a chain of single letters', () => {
  expect(corpusCompoundSplitBleu(['a-b-c'], [['a-b-c']]).totals).toEqual([3, 2, 1, 0]);
  expect(corpusCompoundSplitBleu(['aa-bb-cc'], [['aa-bb-cc']]).totals).toEqual([5, 4, 3, 2]);
});

it('is not smoothed: an order without a match makes it 0', () => {
  expect(corpusCompoundSplitBleu(['a b c d'], [['a x c d']]).score).toBe(0);
});

it('equals BLEU of untouched words where there is no compound', () => {
  const hypotheses = ['the cat sat on the mat .', 'a - b , twenty - five'];
  const references = [['the cat sat on a mat .', 'a - b , thirty - five']];
  expect(corpusCompoundSplitBleu(hypotheses, references).score).toBe(
    corpusBleu(hypotheses, references, { tokenize: 'none', smoothMethod: 'none' }).score,
  );
});

it('cannot be mistaken for BLEU', () => {
  expect(corpusCompoundSplitBleu(['a b c d'], [['a b c d']]).format({ signature: 'full' })).toMatch(
    /^BLEU-compound-split\|nrefs:1\|case:mixed\|eff:no\|tok:compound-split\|smooth:none\|version:/,
  );
});
