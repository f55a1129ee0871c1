import { formatFixed } from './format-number.ts';
import { createScore, type Metric, type Score, type SignatureField, yesOrNo } from './metric.ts';
import { createNgramMatcher, ngramTotal } from './ngram-matcher.ts';
import type { Tokenizer } from './tokenizers.ts';
import { createWordNumbering } from './word-numbering.ts';

/**
 * How n-gram orders without a match are treated, with the numbering of Chen and Cherry (2014):
 * `floor` is their method 1, `add-k` method 2, `exp` (mteval-v13a.pl) method 3.
 */
export type SmoothingMethod = 'exp' | 'floor' | 'add-k' | 'none';

export interface BleuScore extends Score {
  /** Percentages for n = 1, 2, ..., smoothed. */
  readonly precisions: readonly number[];
  /** From 0 to 1; 1 when the hypotheses are at least as long as the references. */
  readonly brevityPenalty: number;
  /** Tokens of all hypotheses. */
  readonly systemLength: number;
  /** Tokens of the references, for each segment those of the one closest in length. */
  readonly referenceLength: number;
  /** Matched n-grams for n = 1, 2, ...; `add-k` has added k to those of n > 1. */
  readonly counts: readonly number[];
  /** N-grams of the hypotheses for n = 1, 2, ...; `add-k` has added k to those of n > 1. */
  readonly totals: readonly number[];
}

/** A smoothing method with its parameter filled in. */
export interface Smoothing {
  readonly method: SmoothingMethod;
  readonly value: number;
  /** As in the signature, for example `floor[0.10]`. */
  readonly label: string;
}

/** All that defines one kind of BLEU. */
export interface BleuDefinition {
  /** As printed in front of the score. */
  readonly name: string;
  readonly tokenizer: Tokenizer;
  /** As in the signature. */
  readonly tokenizerName: string;
  readonly lowercase: boolean;
  readonly maxNgramOrder: number;
  readonly effectiveOrder: boolean;
  readonly smoothing: Smoothing;
}

/** What the statistics determine of a score. */
type BleuParts = Pick<Score, 'score'> & Omit<BleuScore, keyof Score>;

/** Fills the zero of log(0), as sacreBLEU does: the score then underflows to 0. */
const LOG_ZERO = -9999999999;

/**
 * The statistics of a segment are the lengths of hypothesis and closest reference, then the matched
 * n-grams per order, then all n-grams per order.
 */
export function createBleuMetric(definition: BleuDefinition): Metric<BleuScore> {
  const { name, tokenizer, lowercase, maxNgramOrder, smoothing, effectiveOrder } = definition;
  const matchNgrams = createNgramMatcher(maxNgramOrder);
  const vocabulary = createWordNumbering();
  const orders = Array.from({ length: maxNgramOrder }, (_, i) => i + 1);

  function preprocess(text: string): number[] {
    return vocabulary.number(tokenizer(lowercase ? text.toLowerCase() : text));
  }

  return {
    name,
    statisticsLength: 2 + 2 * maxNgramOrder,

    withReferences: (references) => {
      vocabulary.reset();
      const referenceWords = references.map(preprocess);
      const match = matchNgrams(referenceWords);
      return (hypothesis) => {
        const words = preprocess(hypothesis);
        return [
          words.length,
          closestLength(words.length, referenceWords),
          ...match(words),
          ...orders.map((n) => ngramTotal(words.length, n)),
        ];
      };
    },

    value: (statistics) => computeBleu(statistics, definition).score,

    score: (statistics, context, confidence) => {
      const parts = computeBleu(statistics, definition);
      const fields: readonly SignatureField[] = [
        ['case', 'c', lowercase ? 'lc' : 'mixed'],
        ['eff', 'e', yesOrNo(effectiveOrder)],
        ['tok', 'tok', definition.tokenizerName],
        ['smooth', 's', smoothing.label],
      ];
      const own = { name, ...parts, details: describe(parts) };
      return createScore(own, fields, context, confidence);
    },
  };
}

/** The length closest to `length`; of two equally close ones the shorter. */
function closestLength(length: number, references: readonly ArrayLike<number>[]): number {
  let closest = Number.POSITIVE_INFINITY;
  for (const reference of references) {
    const gain = Math.abs(length - closest) - Math.abs(length - reference.length);
    if (gain > 0 || (gain === 0 && reference.length < closest)) closest = reference.length;
  }
  return closest;
}

function computeBleu(
  statistics: ArrayLike<number>,
  { maxNgramOrder, smoothing, effectiveOrder }: BleuDefinition,
): BleuParts {
  const systemLength = statistics[0]!;
  const referenceLength = statistics[1]!;
  const counts = Array.from({ length: maxNgramOrder }, (_, i) => statistics[2 + i]!);
  const totals = Array.from(
    { length: maxNgramOrder },
    (_, i) => statistics[2 + maxNgramOrder + i]!,
  );
  const precisions = new Array<number>(maxNgramOrder).fill(0);
  const brevityPenalty = computeBrevityPenalty(systemLength, referenceLength);
  const parts = { precisions, brevityPenalty, systemLength, referenceLength, counts, totals };
  // Without a single match the score is 0 under any smoothing.
  if (counts.every((count) => count === 0)) return { score: 0, ...parts };

  let order = maxNgramOrder;
  let unmatchedWeight = 1;
  for (let i = 0; i < maxNgramOrder; i++) {
    if (smoothing.method === 'add-k' && i > 0) {
      counts[i]! += smoothing.value;
      totals[i]! += smoothing.value;
    }
    const total = totals[i]!;
    if (total === 0) break;
    if (effectiveOrder) order = i + 1;
    if (counts[i]! !== 0) {
      precisions[i] = (100 * counts[i]!) / total;
    } else if (smoothing.method === 'exp') {
      unmatchedWeight *= 2;
      precisions[i] = 100 / (unmatchedWeight * total);
    } else if (smoothing.method === 'floor') {
      precisions[i] = (100 * smoothing.value) / total;
    }
  }
  let logSum = 0;
  for (const precision of precisions.slice(0, order)) {
    logSum += precision === 0 ? LOG_ZERO : Math.log(precision);
  }
  return { score: brevityPenalty * Math.exp(logSum / order), ...parts };
}

function computeBrevityPenalty(systemLength: number, referenceLength: number): number {
  if (systemLength >= referenceLength) return 1;
  return systemLength > 0 ? Math.exp(1 - referenceLength / systemLength) : 0;
}

function describe(parts: BleuParts): string {
  const precisions = parts.precisions.map((precision) => formatFixed(precision, 1)).join('/');
  const ratio = parts.referenceLength > 0 ? parts.systemLength / parts.referenceLength : 0;
  return (
    `${precisions} (BP = ${formatFixed(parts.brevityPenalty, 3)} ` +
    `ratio = ${formatFixed(ratio, 3)} hyp_len = ${parts.systemLength} ` +
    `ref_len = ${parts.referenceLength})`
  );
}
