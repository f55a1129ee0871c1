import { describe, expect, it } from 'vitest';
import {
  type ReferenceSet,
  readVectors,
  selectReferences,
  type VectorCorpus,
} from '../test/vectors.ts';
import { type ChrfOptions, chrf, corpusChrf, sentenceChrf } from './chrf.ts';
import { InputError } from './input-error.ts';

interface ChrfVectors {
  readonly references: ReferenceSet;
  readonly options: Required<ChrfOptions>;
  readonly signature: string;
  readonly shortSignature: string;
  readonly scores: Readonly<Record<string, readonly [score: number, line: string]>>;
}

describe('chrF equals sacreBLEU', () => {
  const corpus = readVectors<VectorCorpus>('corpus');

  it.each(readVectors<ChrfVectors[]>('chrf'))(
    'with references $references and $options',
    ({ references, options, scores, ...signatures }) => {
      for (const [system, hypotheses] of Object.entries(corpus.systems)) {
        const score = corpusChrf(hypotheses, selectReferences(corpus, references), options);
        const [expected, line] = scores[system]!;
        expect(score.score, system).closeTo(expected, 1e-9);
        expect(score.format({ width: 3 }), system).toBe(line);
        expect(score, system).toMatchObject(signatures);
      }
    },
  );
});

// The expectations that sacreBLEU's own tests state, with their tolerances.
describe('chrF meets the published expectations', () => {
  const EU = [
    ' risk assessment must be made of those who are qualified and expertise in the sector - these are the scientists .',
    'risk assessment has to be undertaken by those who are qualified and expert in that area - that is the scientists .',
  ] as const;
  const NEWS = [
    ' Die    Beziehung zwischen  Obama und Netanjahu ist nicht gerade  freundlich. ',
    'Das Verhältnis zwischen Obama und Netanyahu ist nicht gerade freundschaftlich.',
  ] as const;

  const WALL = 'Niemand hat die Absicht, eine Mauer zu errichten';

  it.each<[readonly string[], readonly string[], number]>([
    [['abcdefg'], ['hijklmnop'], 0],
    [['a'], ['b'], 0],
    [[''], ['b'], 0],
    [[''], ['ref'], 0],
    [[''], ['reference'], 0],
    [['aa'], ['ab'], 8.3333],
    [['a', 'b'], ['a', 'c'], 8.3333],
    [['a'], ['a'], 16.6667],
    [['a b c'], ['a b c'], 50],
    [['a b c'], ['abc'], 50],
    [[EU[0]], [EU[1]], 63.36173],
    [[NEWS[0]], [NEWS[1]], 64.1302698],
    [[WALL], [WALL], 100],
  ])('with epsilon smoothing: %j against %j', (hypotheses, references, expected) => {
    const { score } = corpusChrf(hypotheses, [references], { beta: 3, epsSmoothing: true });
    expect(score).closeTo(expected, 1e-4);
  });

  it.each<[readonly string[], readonly string[], number]>([
    [['a'], ['a'], 100],
    [[''], ['c'], 0],
    [[''], ['reference'], 0],
    [['a b c'], ['a b c'], 100],
    [['a b c'], ['abc'], 100],
    [['a', 'b'], ['a', 'c'], 50],
    [['aa'], ['ab'], 25],
  ])('with the effective order: %j against %j', (hypotheses, references, expected) => {
    expect(corpusChrf(hypotheses, [references], { beta: 3 }).score).closeTo(expected, 1e-4);
  });

  it.each([
    [EU[0].trim(), EU[1], 65.2414427],
    [
      'Die Beziehung zwischen Obama und Netanjahu ist nicht gerade freundlich.',
      NEWS[1],
      67.3481606,
    ],
  ])('keeping white space: %j', (hypothesis, reference, expected) => {
    const { score } = corpusChrf([hypothesis], [[reference]], { beta: 3, whitespace: true });
    expect(score).closeTo(expected, 1e-4);
  });

  it.each([
    [
      'Co nás nejvíc trápí, protože lékaři si vybírají, kdo bude žít a kdo zemře.',
      'Nejvíce smutní jsme z toho, že musíme rozhodovat o tom, kdo bude žít a kdo zemře.',
      39.14078509,
    ],
    [
      'Nebo prostě nemají vybavení, které by jim pomohlo, uvedli lékaři.',
      'A někdy nemáme ani potřebný materiál, abychom jim pomohli, popsali lékaři.',
      31.22557079,
    ],
    [
      'Lapali po dechu, jejich životy skončily dřív, než skutečně začaly.',
      'Lapali po dechu a pak jejich život skončil - dřív, než skutečně mohl začít, připomněli.',
      57.15704367,
    ],
  ])('of a sentence: %j', (hypothesis, reference, expected) => {
    const { score } = sentenceChrf(hypothesis, [reference], { epsSmoothing: true });
    expect(score).closeTo(expected, 1e-4);
  });
});

describe('chrF', () => {
  it('is named after beta and word order', () => {
    expect(chrf().name).toBe('chrF2');
    expect(chrf({ wordOrder: 2 }).name).toBe('chrF2++');
    expect(chrf({ wordOrder: 1, beta: 3 }).name).toBe('chrF3+');
  });

  it.each<[ChrfOptions, RegExp]>([
    [{ charOrder: 0 }, /charOrder is 0; expected a whole number from 1 up/],
    [{ wordOrder: 1.5 }, /wordOrder is 1.5/],
    [{ beta: 0 }, /beta is 0; expected a number above 0/],
    [{ beta: Number.POSITIVE_INFINITY }, /beta is Infinity; .* with a finite square/],
    [{ beta: 1e200 }, /beta is 1e\+200; .* with a finite square/],
  ])('refuses %j', (options, message) => {
    expect(() => chrf(options)).toThrow(InputError);
    expect(() => chrf(options)).toThrow(message);
  });
});
