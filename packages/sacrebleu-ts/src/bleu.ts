import {
  type BleuScore,
  createBleuMetric,
  type Smoothing,
  type SmoothingMethod,
} from './bleu-metric.ts';
import { checkOptions } from './check-options.ts';
import { corpusScore, type ReferenceStream, sentenceScore } from './corpus.ts';
import { formatFixed } from './format-number.ts';
import { InputError } from './input-error.ts';
import type { Metric } from './metric.ts';
import { getTokenizer, type TokenizerName } from './tokenizers.ts';
import { stripEnd } from './whitespace.ts';

export interface BleuOptions {
  /** `13a` unless given. */
  readonly tokenize?: TokenizerName;
  /** `exp` unless given. */
  readonly smoothMethod?: SmoothingMethod;
  /** Floor (0.1 unless given) or k (1 unless given); the other methods ignore it. */
  readonly smoothValue?: number;
  /** Compare lower-cased text; `false` unless given. */
  readonly lowercase?: boolean;
  /** Longest n-gram counted; 4 unless given. */
  readonly maxNgramOrder?: number;
  /**
   * Average over the orders that the hypothesis is long enough for, rather than over all.
   * `false` for a corpus and `true` for a sentence unless given.
   */
  readonly effectiveOrder?: boolean;
}

const KINDS = {
  tokenize: 'string',
  smoothMethod: 'string',
  smoothValue: 'number',
  lowercase: 'boolean',
  maxNgramOrder: 'number',
  effectiveOrder: 'boolean',
} as const;

/** From Chen and Cherry (2014), as in sacreBLEU. */
const DEFAULT_SMOOTH_VALUES: Readonly<Record<SmoothingMethod, number | undefined>> = {
  exp: undefined,
  floor: 0.1,
  'add-k': 1,
  none: undefined,
};

export const SMOOTHING_METHODS = Object.keys(DEFAULT_SMOOTH_VALUES) as readonly SmoothingMethod[];

/**
 * BLEU of a corpus (Papineni et al. 2002), equal to sacreBLEU's `corpus_bleu`.
 * @param references one array per reference stream, each as long as `hypotheses`
 * @throws InputError on an empty corpus, unequal lengths, a segment without any reference or an
 *   unknown option
 */
export function corpusBleu(
  hypotheses: readonly string[],
  references: readonly ReferenceStream[],
  options: BleuOptions = {},
): BleuScore {
  return corpusScore(bleu(options), hypotheses, references);
}

/**
 * BLEU of one sentence, with the effective order unless told otherwise, as in sacreBLEU's
 * `sentence_bleu`.
 * @param references the references of that sentence
 */
export function sentenceBleu(
  hypothesis: string,
  references: ReferenceStream,
  options: BleuOptions = {},
): BleuScore {
  return sentenceScore(
    bleu({ ...options, effectiveOrder: options.effectiveOrder ?? true }),
    hypothesis,
    references,
  );
}

/**
 * BLEU as a metric for resampling and streaming.
 * @throws InputError on an unknown tokenizer or smoothing method or an order below 1
 */
export function bleu(options: BleuOptions = {}): Metric<BleuScore> {
  checkOptions('BLEU', options, KINDS);
  const {
    tokenize = '13a',
    lowercase = false,
    maxNgramOrder = 4,
    effectiveOrder = false,
  } = options;
  if (!Number.isInteger(maxNgramOrder) || maxNgramOrder < 1) {
    throw new InputError(`maxNgramOrder is ${maxNgramOrder}; expected a whole number from 1 up.`);
  }
  const tokenizer = getTokenizer(tokenize);
  return createBleuMetric({
    name: 'BLEU',
    tokenizer: (line) => tokenizer(stripEnd(line)),
    tokenizerName: tokenize,
    lowercase,
    maxNgramOrder,
    effectiveOrder,
    smoothing: resolveSmoothing(options),
  });
}

function resolveSmoothing({ smoothMethod: method = 'exp', smoothValue }: BleuOptions): Smoothing {
  if (!Object.hasOwn(DEFAULT_SMOOTH_VALUES, method)) {
    throw new InputError(
      `Unknown smoothing method '${method}'; expected one of ${SMOOTHING_METHODS.join(', ')}.`,
    );
  }
  const defaultValue = DEFAULT_SMOOTH_VALUES[method];
  if (defaultValue === undefined) return { method, value: 0, label: method };
  const value = smoothValue ?? defaultValue;
  if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) {
    throw new InputError(`smoothValue is ${value}; expected a number from 0 up.`);
  }
  return { method, value, label: `${method}[${formatFixed(value, 2)}]` };
}
