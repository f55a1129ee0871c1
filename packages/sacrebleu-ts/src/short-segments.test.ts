import { describe, expect, it } from 'vitest';
import { readVectors } from '../test/vectors.ts';
import { corpusBleu } from './bleu.ts';
import { corpusChrf } from './chrf.ts';
import type { ReferenceStream } from './corpus.ts';
import { corpusTer } from './ter.ts';

/*
 * Short segments with several references, on which the last bit decides which of them is the best,
 * and possessives and digits before punctuation, which TER tokenizes twice in references.
 */

const METRICS = { bleu: corpusBleu, chrf: corpusChrf, ter: corpusTer };

interface ShortSegments {
  readonly corpora: readonly (readonly [
    hypotheses: readonly string[],
    references: readonly ReferenceStream[],
  ])[];
  readonly scores: readonly {
    readonly metric: keyof typeof METRICS;
    readonly options: object;
    readonly scores: readonly number[];
  }[];
}

const { corpora, scores } = readVectors<ShortSegments>('short-segments');

describe.each(scores)('$metric with $options', ({ metric, options, scores: expected }) => {
  it('is sacreBLEU’s for every corpus of short segments', () => {
    const actual = corpora.map(
      ([hypotheses, references]) => METRICS[metric](hypotheses, references, options).score,
    );
    if (metric === 'bleu') {
      // Logarithms and powers of the two languages may differ in their last bit.
      for (const [i, score] of actual.entries()) expect(score).closeTo(expected[i]!, 1e-12);
    } else {
      expect(actual).toEqual(expected);
    }
  });
});

it('TER of a possessive is not 0 against itself', () => {
  // sacreBLEU's own figure for these four lines: it tokenizes references twice.
  const lines = [
    "That book is Tom's.",
    "It was the dog's, not a cat's.",
    'The U.S.,2 of 3 states say.',
    'Nothing odd here.',
  ];
  const score = corpusTer(lines, [lines], { normalized: true });
  expect(score.format({ width: 4, scoreOnly: true })).toBe('24.2424');
});

it('chrF takes the first of references that are equally good', () => {
  const hypotheses = ['he an', 'to an', 'he in', 'the cat sat'];
  const references = [
    ['be he', 'to be', 'in is', 'the cat sat on it'],
    ['be', 'in', 'be', 'a cat'],
  ];
  expect(corpusChrf(hypotheses, references).score).closeTo(61.4796, 1e-4);
});
