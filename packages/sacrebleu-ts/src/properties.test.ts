import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bleu, corpusBleu } from './bleu.ts';
import { chrf } from './chrf.ts';
import { corpusScore } from './corpus.ts';
import type { Metric } from './metric.ts';
import { createNgramMatcher } from './ngram-matcher.ts';
import { ter } from './ter.ts';
import { TOKENIZER_NAMES } from './tokenizers.ts';

const RUNS = { numRuns: 10_000 };
/** For what is less likely to break. */
const FEWER_RUNS = { numRuns: 1000 };

/** Few distinct words, so that texts share n-grams, and all that may surround them. */
const piece = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('a', 'b', 'the', 'The', 'der', '3,5', 'x-y', 'ß') },
  {
    weight: 2,
    arbitrary: fc.constantFrom('.', ',', '&amp;', '，', '委员', '👍🏽', '\u00a0', "'s"),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 4 }) },
);
const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(' '));
const segment = fc.record({ hypothesis: text, reference: text });
const corpus = fc.array(segment, { minLength: 1, maxLength: 4 });

const metrics: readonly (readonly [string, Metric])[] = [
  ...TOKENIZER_NAMES.map((tokenize) => [`BLEU ${tokenize}`, bleu({ tokenize })] as const),
  ['chrF', chrf()],
  ['chrF++', chrf({ wordOrder: 2 })],
  ['TER', ter()],
  ['TER, normalized', ter({ normalized: true, noPunct: true, asianSupport: true })],
];

function scoreOf(
  metric: Metric,
  segments: readonly { readonly hypothesis: string; readonly reference: string }[],
): number {
  const hypotheses = segments.map(({ hypothesis }) => hypothesis);
  return corpusScore(metric, hypotheses, [segments.map(({ reference }) => reference)]).score;
}

describe.each(metrics)('%s', (name, metric) => {
  const isErrorRate = name.startsWith('TER');

  it('of a text against itself is perfect, if it has enough words', () => {
    const longEnough = text.filter(
      (line) => metric.value(metric.withReferences([line])(line)) > 0 || isErrorRate,
    );
    fc.assert(
      fc.property(longEnough, (line) => {
        const score = scoreOf(metric, [{ hypothesis: line, reference: line }]);
        expect(score).closeTo(isErrorRate ? 0 : 100, 1e-9);
      }),
      RUNS,
    );
  });

  it('does not depend on the order of the segments', () => {
    fc.assert(
      fc.property(corpus, (segments) => {
        expect(scoreOf(metric, segments.toReversed())).closeTo(scoreOf(metric, segments), 1e-9);
      }),
      RUNS,
    );
  });

  it('stays within its range', () => {
    fc.assert(
      fc.property(corpus, (segments) => {
        const score = scoreOf(metric, segments);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(isErrorRate ? Number.MAX_VALUE : 100 + 1e-9);
      }),
      FEWER_RUNS,
    );
  });
});

it('TER with one more reference needs no more edits', () => {
  const metric = ter();
  fc.assert(
    fc.property(text, text, text, (hypothesis, reference, other) => {
      const [one] = metric.withReferences([reference])(hypothesis);
      const [two] = metric.withReferences([reference, other])(hypothesis);
      expect(two!).toBeLessThanOrEqual(one!);
    }),
    RUNS,
  );
});

it('BLEU with one more reference matches no fewer n-grams', () => {
  fc.assert(
    fc.property(corpus, fc.array(text, { minLength: 4, maxLength: 4 }), (segments, others) => {
      const hypotheses = segments.map(({ hypothesis }) => hypothesis);
      const references = segments.map(({ reference }) => reference);
      const one = corpusBleu(hypotheses, [references]);
      const two = corpusBleu(hypotheses, [references, others.slice(0, references.length)]);
      expect(two.totals).toEqual(one.totals);
      two.counts.forEach((count, i) => {
        expect(count).toBeGreaterThanOrEqual(one.counts[i]!);
      });
    }),
    RUNS,
  );
});

describe('the n-gram matcher', () => {
  const symbols = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 20 });

  function countNgrams(sequence: readonly number[], n: number): Map<string, number> {
    const counts = new Map<string, number>();
    for (let i = 0; i + n <= sequence.length; i++) {
      const ngram = sequence.slice(i, i + n).join(' ');
      counts.set(ngram, (counts.get(ngram) ?? 0) + 1);
    }
    return counts;
  }

  /** The definition of Papineni et al. (2002), word for word. */
  function clippedCount(
    hypothesis: readonly number[],
    references: readonly (readonly number[])[],
    n: number,
  ): number {
    const inReferences = references.map((reference) => countNgrams(reference, n));
    let matches = 0;
    for (const [ngram, count] of countNgrams(hypothesis, n)) {
      matches += Math.min(count, Math.max(...inReferences.map((counts) => counts.get(ngram) ?? 0)));
    }
    return matches;
  }

  it('counts by the definition, from one call to the next', () => {
    const matchNgrams = createNgramMatcher(4);
    const references = fc.array(symbols, { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(symbols, references, (hypothesis, references) => {
        const expected = [1, 2, 3, 4].map((n) => clippedCount(hypothesis, references, n));
        const match = matchNgrams(references);
        expect(match(hypothesis)).toEqual(expected);
        expect(match(hypothesis)).toEqual(expected);
      }),
      RUNS,
    );
  });

  it('grows for a long segment and goes on with short ones', () => {
    const matchNgrams = createNgramMatcher(3);
    const long = Array.from({ length: 20_000 }, (_, i) => i % 7919);
    expect(matchNgrams([[1, 2, 3]])([1, 2, 3])).toEqual([3, 2, 1]);
    expect(matchNgrams([long])(long)).toEqual([20_000, 19_999, 19_998]);
    expect(matchNgrams([[2, 3, 1]])([1, 2, 3])).toEqual([3, 1, 0]);
  });
});
