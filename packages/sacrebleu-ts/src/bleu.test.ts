import { describe, expect, it } from 'vitest';
import {
  type ReferenceSet,
  readVectors,
  selectReferences,
  type VectorCorpus,
} from '../test/vectors.ts';
import { type BleuOptions, bleu, corpusBleu, sentenceBleu } from './bleu.ts';
import { corpusStatistics, sumStatistics } from './corpus.ts';
import { InputError } from './input-error.ts';

type BleuVector = readonly [
  score: number,
  precisions: readonly number[],
  brevityPenalty: number,
  line: string,
];

interface BleuVectors {
  readonly references: ReferenceSet;
  readonly tokenize: NonNullable<BleuOptions['tokenize']>;
  readonly lowercase: boolean;
  readonly maxNgramOrder: number;
  readonly results: readonly {
    readonly smoothMethod: NonNullable<BleuOptions['smoothMethod']>;
    readonly smoothValue: number | null;
    readonly effectiveOrder: boolean;
    readonly signature: string;
    readonly shortSignature: string;
    readonly scores: Readonly<Record<string, BleuVector>>;
  }[];
}

describe('BLEU equals sacreBLEU', () => {
  const corpus = readVectors<VectorCorpus>('corpus');

  it.each(readVectors<BleuVectors[]>('bleu'))(
    'with references $references, tokenizer $tokenize, lower-casing $lowercase, order $maxNgramOrder',
    ({ references: referenceSet, results, ...options }) => {
      const references = selectReferences(corpus, referenceSet);
      for (const [system, hypotheses] of Object.entries(corpus.systems)) {
        const statistics = corpusStatistics(bleu(options), hypotheses, references);
        for (const {
          scores,
          smoothMethod,
          smoothValue,
          effectiveOrder,
          ...signatures
        } of results) {
          const metric = bleu({
            ...options,
            smoothMethod,
            effectiveOrder,
            ...(smoothValue !== null && { smoothValue }),
          });
          const score = metric.score(sumStatistics(metric, statistics), statistics);
          const [expected, precisions, brevityPenalty, line] = scores[system]!;
          const label = `${system} ${signatures.signature}`;
          expect(score.score, label).closeTo(expected, 1e-9);
          expect(score.brevityPenalty, label).closeTo(brevityPenalty, 1e-9);
          precisions.forEach((precision, i) => {
            expect(score.precisions[i], `${label}, order ${i + 1}`).closeTo(precision, 1e-9);
          });
          expect(score.format({ width: 3 }), label).toBe(line);
          expect(score, label).toMatchObject(signatures);
        }
      }
    },
  );
});

// The expectations that sacreBLEU's own tests state, with their tolerances.
describe('BLEU meets the published expectations', () => {
  const hypotheses = [
    'The dog bit the man.',
    "It wasn't surprising.",
    'The man had just bitten him.',
  ];
  const references = [
    ['The dog bit the man.', 'It was not unexpected.', 'The man bit him first.'],
    ['The dog had bit the man.', 'No one was surprised.', 'The man had bitten the dog.'],
  ];

  it.each<[BleuOptions, number]>([
    [{}, 48.530827],
    [{ tokenize: 'none' }, 49.1919566],
    [{ tokenize: 'intl' }, 43.91623493],
    [{ tokenize: '13a' }, 48.530827],
    [{ smoothMethod: 'none' }, 48.530827],
  ])('of a corpus with %j', (options, expected) => {
    expect(corpusBleu(hypotheses, references, options).score).closeTo(expected, 1e-8);
  });

  it('of empty hypotheses', () => {
    expect(corpusBleu(['', '', ''], references).score).toBe(0);
  });

  it.each([
    ['this is a test', 'this is a test', 1],
    ['this is a fest', 'this is a test', 0.223606797749979],
    ['test', 'a test', 0.3678794411714425],
    ['a test', 'a test', 1],
    ['a little test', 'a test', 0.03218297948685433],
  ])('of untokenized %j against %j with a floor of 0.01', (hypothesis, reference, expected) => {
    const options = {
      tokenize: 'none',
      smoothMethod: 'floor',
      smoothValue: 0.01,
      effectiveOrder: true,
    } as const;
    const { score } = corpusBleu([hypothesis], [[reference]], options);
    expect(score / 100).closeTo(expected, 1e-8);
  });

  it.each<[BleuOptions, number]>([
    [{}, 8.493],
    [{ smoothMethod: 'none' }, 0],
    [{ smoothMethod: 'floor' }, 4.51688],
    [{ smoothMethod: 'floor', smoothValue: 0.5 }, 10.1],
    [{ smoothMethod: 'add-k' }, 14.882],
    [{ smoothMethod: 'add-k', smoothValue: 2 }, 21.389],
    [{ tokenize: 'none' }, 7.347],
    [{ tokenize: 'intl' }, 8.493],
    [{ tokenize: 'char' }, 40.8759],
    [{ tokenize: 'char', lowercase: true }, 42.0267],
  ])('of a sentence with %j', (options, expected) => {
    const { score } = sentenceBleu(
      'Producția de zahăr primă va fi exprimată în ceea ce privește zahărul alb;',
      ['producţia de zahăr brut se exprimă în zahăr alb;'],
      options,
    );
    expect(score).closeTo(expected, 1e-3);
  });

  it('of a sentence without a match of the highest order', () => {
    const [hypothesis, reference] = [
      'am I am a character sequence',
      'I am a symbol string sequence a a',
    ];
    const score = (smoothValue: number) =>
      corpusBleu([hypothesis], [[reference]], {
        tokenize: 'none',
        smoothMethod: 'floor',
        smoothValue,
        effectiveOrder: true,
      });
    expect(score(0.01)).toMatchObject({ counts: [4, 2, 1, 0], totals: [6, 5, 4, 3] });
    expect(score(0.1).score / 100).closeTo(0.1555722182, 1e-8);
    expect(score(0).score).toBe(0);
  });

  // Lengths of hypothesis and reference, then matches, then n-grams.
  it.each([
    [0.1, [11, 11, 9, 7, 5, 3, 10, 8, 6, 4], 0.8375922397],
    [0, [0, 1, 0, 0, 0, 0, 4, 4, 2, 1], 0],
    [0, [14, 10, 0, 0, 0, 0, 10, 11, 12, 0], 0],
    [0, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 0],
    [0, [6, 6, 6, 5, 4, 0, 6, 5, 4, 3], 0],
    [0.1, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 0],
    [0.01, [1, 5, 0, 0, 0, 0, 0, 0, 0, 0], 0],
  ])('of statistics, with a floor of %d: %j', (smoothValue, statistics, expected) => {
    const metric = bleu({ smoothMethod: 'floor', smoothValue });
    expect(metric.value(statistics) / 100).closeTo(expected, 1e-8);
  });

  it('of a sentence without a match, under any smoothing', () => {
    for (const smoothMethod of ['exp', 'floor', 'add-k', 'none'] as const) {
      expect(sentenceBleu('this is a cat', ['okay thanks'], { smoothMethod }).score).toBe(0);
    }
  });
});

describe('BLEU', () => {
  it('prints the lines that sacreBLEU prints', () => {
    const score = corpusBleu(['the cat sat on the mat'], [['the cat sat on a mat']]);
    const details = '83.3/60.0/50.0/33.3 (BP = 1.000 ratio = 1.000 hyp_len = 6 ref_len = 6)';
    expect(score.format()).toBe(`BLEU = 53.73 ${details}`);
    expect(score.format({ width: 1, signature: 'full' })).toBe(
      `BLEU|nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:2.6.0 = 53.7 ${details}`,
    );
    expect(score.format({ signature: 'short' })).toBe(
      `BLEU|#:1|c:mixed|e:no|tok:13a|s:exp|v:2.6.0 = 53.73 ${details}`,
    );
    expect(score.format({ scoreOnly: true, width: 4 })).toBe('53.7285');
  });

  it.each<[string, () => unknown, RegExp]>([
    ['no hypotheses', () => corpusBleu([], [[]]), /nothing to score/],
    ['no references', () => corpusBleu(['a'], []), /no reference streams/],
    [
      'streams of unequal length',
      () => corpusBleu(['a', 'b'], [['a', 'b'], ['a']]),
      /Reference stream 2 has 1 segments, but there are 2 hypotheses/,
    ],
    [
      'a string in place of a reference stream',
      () => corpusBleu(['a'], ['b'] as never),
      /Reference stream 1 is a string; expected an array/,
    ],
    [
      'a string in place of the hypotheses',
      () => corpusBleu('ab' as never, [['a', 'b']]),
      /System 1 is a string; expected an array/,
    ],
    [
      'a segment without a reference',
      () => corpusBleu(['a', 'b'], [['a', null]]),
      /Segment 2 has no reference; give at least one/,
    ],
    [
      'an unknown tokenizer',
      () => corpusBleu(['a'], [['a']], { tokenize: '13b' as never }),
      /Unknown tokenizer '13b'; expected one of 13a, intl, zh, char, none/,
    ],
    [
      'an unknown smoothing method',
      () => corpusBleu(['a'], [['a']], { smoothMethod: 'exponential' as never }),
      /Unknown smoothing method 'exponential'; expected one of exp, floor, add-k, none/,
    ],
    ['an order of zero', () => bleu({ maxNgramOrder: 0 }), /maxNgramOrder is 0/],
  ])('refuses %s', (_, score, message) => {
    expect(score).toThrow(InputError);
    expect(score).toThrow(message);
  });
});
