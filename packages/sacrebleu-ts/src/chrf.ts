import { checkOptions } from './check-options.ts';
import { corpusScore, type ReferenceStream, sentenceScore } from './corpus.ts';
import { InputError } from './input-error.ts';
import { createScore, type Metric, type Score, type SignatureField, yesOrNo } from './metric.ts';
import {
  createNgramMatcher,
  type NgramMatcher,
  ngramTotal,
  type Symbols,
} from './ngram-matcher.ts';
import { splitWords } from './whitespace.ts';
import { createWordNumbering } from './word-numbering.ts';

export interface ChrfOptions {
  /** Longest character n-gram; 6 unless given. */
  readonly charOrder?: number;
  /** Longest word n-gram; 0, which is chrF, unless given. 2 is chrF++. */
  readonly wordOrder?: number;
  /** How many times as important recall is as precision; 2 unless given (Popović 2016). */
  readonly beta?: number;
  /** Compare lower-cased text; `false` unless given. */
  readonly lowercase?: boolean;
  /** Count white space as characters; `false` unless given. */
  readonly whitespace?: boolean;
  /**
   * Average the F-scores of all orders, an order without n-grams counting as 1e-16, as chrF++.py,
   * NLTK and Moses do; otherwise the F-score of the average precision and recall over the orders
   * that both sides have. `false` unless given.
   */
  readonly epsSmoothing?: boolean;
}

export interface ChrfScore extends Score {
  readonly charOrder: number;
  readonly wordOrder: number;
  readonly beta: number;
}

interface PreparedText {
  readonly characters: Symbols;
  readonly words: Symbols;
}

const KINDS = {
  charOrder: 'number',
  wordOrder: 'number',
  beta: 'number',
  lowercase: 'boolean',
  whitespace: 'boolean',
  epsSmoothing: 'boolean',
} as const;

const EPSILON = 1e-16;

/** The punctuation that chrF++ splits from a word's end or start: all of ASCII's. */
const PUNCTUATION = new Set('!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~');

/**
 * chrF of a corpus (Popović 2015), or chrF++ (Popović 2017) with `wordOrder: 2`, equal to
 * sacreBLEU's `corpus_chrf`.
 * @param references one array per reference stream, each as long as `hypotheses`
 * @throws InputError on an empty corpus, unequal lengths, a segment without any reference or an
 *   option out of range
 */
export function corpusChrf(
  hypotheses: readonly string[],
  references: readonly ReferenceStream[],
  options: ChrfOptions = {},
): ChrfScore {
  return corpusScore(chrf(options), hypotheses, references);
}

/**
 * chrF of one sentence.
 * @param references the references of that sentence
 */
export function sentenceChrf(
  hypothesis: string,
  references: ReferenceStream,
  options: ChrfOptions = {},
): ChrfScore {
  return sentenceScore(chrf(options), hypothesis, references);
}

/**
 * chrF as a metric for resampling and streaming. The statistics of a segment are, for every
 * character and then every word order, the n-grams of the hypothesis, those of the reference and
 * the matches, all against the one reference with the best F-score.
 * @throws InputError on an order or beta out of range
 */
export function chrf(options: ChrfOptions = {}): Metric<ChrfScore> {
  checkOptions('chrF', options, KINDS);
  const {
    charOrder = 6,
    wordOrder = 0,
    beta = 2,
    lowercase = false,
    whitespace = false,
    epsSmoothing = false,
  } = options;
  checkOrder('charOrder', charOrder, 1);
  checkOrder('wordOrder', wordOrder, 0);
  // The score weighs by the square.
  if (!(beta > 0 && Number.isFinite(beta ** 2))) {
    throw new InputError(`beta is ${beta}; expected a number above 0 with a finite square.`);
  }

  const name = `chrF${beta}${'+'.repeat(wordOrder)}`;
  // A pair for each reference of a segment: characters and words.
  const matchers: [NgramMatcher, NgramMatcher][] = [];
  const vocabulary = createWordNumbering();
  const value = (statistics: ArrayLike<number>) => fScore(statistics, beta, epsSmoothing);

  function prepare(original: string): PreparedText {
    const text = lowercase ? original.toLowerCase() : original;
    return {
      characters: codePoints(whitespace ? text : splitWords(text).join('')),
      words: wordOrder > 0 ? vocabulary.number(separatePunctuation(text)) : [],
    };
  }

  return {
    name,
    statisticsLength: 3 * (charOrder + wordOrder),
    value,

    withReferences: (references) => {
      vocabulary.reset();
      const compareWith = references.map((reference, i) => {
        const text = prepare(reference);
        matchers[i] ??= [createNgramMatcher(charOrder), createNgramMatcher(wordOrder)];
        const compareCharacters = createComparison(text.characters, matchers[i][0]);
        const compareWords = createComparison(text.words, matchers[i][1]);
        return (hypothesis: PreparedText) => [
          ...compareCharacters(hypothesis.characters),
          ...compareWords(hypothesis.words),
        ];
      });
      return (hypothesis) => {
        const text = prepare(hypothesis);
        let best: readonly number[] = [];
        let bestScore = -1;
        for (const compare of compareWith) {
          const statistics = compare(text);
          const score = value(statistics);
          if (score > bestScore) {
            bestScore = score;
            best = statistics;
          }
        }
        return best;
      };
    },

    score: (statistics, context, confidence) => {
      const fields: readonly SignatureField[] = [
        ['case', 'c', lowercase ? 'lc' : 'mixed'],
        ['eff', 'e', yesOrNo(!epsSmoothing)],
        ['nc', 'nc', charOrder],
        ['nw', 'nw', wordOrder],
        ['space', 's', yesOrNo(whitespace)],
      ];
      const own = { name, score: value(statistics), details: '', charOrder, wordOrder, beta };
      return createScore(own, fields, context, confidence);
    },
  };
}

function checkOrder(option: string, order: number, least: number): void {
  if (!Number.isInteger(order) || order < least) {
    throw new InputError(`${option} is ${order}; expected a whole number from ${least} up.`);
  }
}

function codePoints(text: string): number[] {
  const points: number[] = [];
  for (let i = 0; i < text.length; i++) {
    const point = text.codePointAt(i)!;
    points.push(point);
    if (point > 0xffff) i++;
  }
  return points;
}

/**
 * Words with one mark of punctuation split off: the last character if it is one, else the first.
 * `(hi)` becomes `(hi` and `)`, as in Popović's chrF++.py.
 */
function separatePunctuation(text: string): string[] {
  return splitWords(text).flatMap((word) => {
    if (word.length === 1) return word;
    if (PUNCTUATION.has(word.at(-1)!)) return [word.slice(0, -1), word.at(-1)!];
    if (PUNCTUATION.has(word[0]!)) return [word[0]!, word.slice(1)];
    return word;
  });
}

/** Hypothesis n-grams, reference n-grams and matches for every order of the matcher. */
function createComparison(
  reference: Symbols,
  matchNgrams: NgramMatcher,
): (hypothesis: Symbols) => number[] {
  const match = matchNgrams([reference]);
  return (hypothesis) =>
    match(hypothesis).flatMap((matches, i) => {
      const referenceTotal = ngramTotal(reference.length, i + 1);
      // An order that the reference is too short for is no ground to fault the hypothesis on.
      const hypothesisTotal = referenceTotal > 0 ? ngramTotal(hypothesis.length, i + 1) : 0;
      return [hypothesisTotal, referenceTotal, matches];
    });
}

/** Popović (2015), with the two treatments of orders without n-grams (see `epsSmoothing`). */
function fScore(statistics: ArrayLike<number>, beta: number, epsSmoothing: boolean): number {
  const factor = beta ** 2;
  const orders = statistics.length / 3;
  let smoothedSum = 0;
  let precisionSum = 0;
  let recallSum = 0;
  let effectiveOrders = 0;
  for (let order = 0; order < orders; order++) {
    const hypothesisTotal = statistics[3 * order]!;
    const referenceTotal = statistics[3 * order + 1]!;
    const matches = statistics[3 * order + 2]!;
    const precision = hypothesisTotal > 0 ? matches / hypothesisTotal : EPSILON;
    const recall = referenceTotal > 0 ? matches / referenceTotal : EPSILON;
    const weight = factor * precision + recall;
    smoothedSum += weight > 0 ? ((1 + factor) * precision * recall) / weight : EPSILON;
    if (hypothesisTotal > 0 && referenceTotal > 0) {
      precisionSum += precision;
      recallSum += recall;
      effectiveOrders++;
    }
  }
  if (epsSmoothing) return (100 * smoothedSum) / orders;
  if (precisionSum + recallSum === 0) return 0;
  const precision = precisionSum / effectiveOrders;
  const recall = recallSum / effectiveOrders;
  // In sacreBLEU's order: the last bit decides which of two equally good references is the best.
  return 100 * (((1 + factor) * precision * recall) / (factor * precision + recall));
}
