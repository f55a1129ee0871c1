import { checkOptions } from './check-options.ts';
import { corpusScore, type ReferenceStream, sentenceScore } from './corpus.ts';
import { createScore, type Metric, type Score, type SignatureField, yesOrNo } from './metric.ts';
import { countTranslationEdits } from './shift-search.ts';
import { type TercomOptions, tokenizeTercom } from './tercom-tokenizer.ts';
import { stripEnd } from './whitespace.ts';
import { createWordNumbering } from './word-numbering.ts';

export type TerOptions = TercomOptions;

const KINDS = {
  normalized: 'boolean',
  noPunct: 'boolean',
  asianSupport: 'boolean',
  caseSensitive: 'boolean',
} as const;

export interface TerScore extends Score {
  /** Edits of all segments, each against its best reference. */
  readonly editCount: number;
  /** Words of the references, averaged over those of each segment. */
  readonly referenceLength: number;
}

/**
 * Translation edit rate of a corpus (Snover et al. 2006), in edits per hundred reference words,
 * equal to sacreBLEU's `corpus_ter`. Lower is better, and it may exceed 100.
 * @param references one array per reference stream, each as long as `hypotheses`
 * @throws InputError on an empty corpus, unequal lengths or a segment without any reference
 */
export function corpusTer(
  hypotheses: readonly string[],
  references: readonly ReferenceStream[],
  options: TerOptions = {},
): TerScore {
  return corpusScore(ter(options), hypotheses, references);
}

/**
 * Translation edit rate of one sentence.
 * @param references the references of that sentence
 */
export function sentenceTer(
  hypothesis: string,
  references: ReferenceStream,
  options: TerOptions = {},
): TerScore {
  return sentenceScore(ter(options), hypothesis, references);
}

/**
 * TER as a metric for resampling and streaming. The statistics of a segment are the fewest edits
 * into any reference and the mean length of the references.
 */
export function ter(options: TerOptions = {}): Metric<TerScore> {
  checkOptions('TER', options, KINDS);
  const vocabulary = createWordNumbering();

  const tokenize = (text: string) => tokenizeTercom(stripEnd(text), options);

  /**
   * sacreBLEU tokenizes references twice and hypotheses once. The second pass over normalised text
   * splits more: `Tom's.` becomes `tom's .`, and then `tom 's .`. Nothing else changes by it.
   */
  const tokenizeReference = (text: string) =>
    options.normalized ? tokenize(tokenize(text).join(' ')) : tokenize(text);

  return {
    name: 'TER',
    statisticsLength: 2,
    value,

    withReferences: (references) => {
      vocabulary.reset();
      const referenceWords = references.map((text) => vocabulary.number(tokenizeReference(text)));
      const totalLength = referenceWords.reduce((sum, words) => sum + words.length, 0);
      return (hypothesis) => {
        const words = vocabulary.number(tokenize(hypothesis));
        const edits = referenceWords.map((reference) => countTranslationEdits(words, reference));
        return [Math.min(...edits), totalLength / references.length];
      };
    },

    score: (statistics, context, confidence) => {
      const fields: readonly SignatureField[] = [
        ['case', 'c', options.caseSensitive ? 'mixed' : 'lc'],
        ['tok', 't', 'tercom'],
        ['norm', 'nr', yesOrNo(options.normalized ?? false)],
        ['punct', 'pn', yesOrNo(!options.noPunct)],
        ['asian', 'as', yesOrNo(options.asianSupport ?? false)],
      ];
      const own = {
        name: 'TER',
        score: value(statistics),
        details: '',
        editCount: statistics[0]!,
        referenceLength: statistics[1]!,
      };
      return createScore(own, fields, context, confidence);
    },
  };
}

function value(statistics: ArrayLike<number>): number {
  const edits = statistics[0]!;
  const referenceLength = statistics[1]!;
  if (referenceLength > 0) return 100 * (edits / referenceLength);
  // Only empty references: wrong altogether, unless the hypotheses are empty as well.
  return edits > 0 ? 100 : 0;
}
