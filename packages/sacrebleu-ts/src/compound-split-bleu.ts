import { type BleuScore, createBleuMetric } from './bleu-metric.ts';
import { corpusScore, type ReferenceStream } from './corpus.ts';
import type { Metric } from './metric.ts';

/**
 * The BLEU that older English-German papers report, from GNMT and "Attention is all you need" on:
 * hyphenated compounds are split (`rich-text` becomes `rich ##AT##-##AT## text`) before Moses'
 * multi-bleu.perl counts, as in Tensor2Tensor's get_ende_bleu.sh. It comes out higher than BLEU, by
 * about one point, and must not be compared with it; hence its own name in every line it prints.
 *
 * Both sides must have been tokenized with Moses' tokenizer.perl beforehand.
 * @param references one array per reference stream, each as long as `hypotheses`
 * @throws InputError on an empty corpus, unequal lengths or a segment without any reference
 */
export function corpusCompoundSplitBleu(
  hypotheses: readonly string[],
  references: readonly ReferenceStream[],
): BleuScore {
  return corpusScore(compoundSplitBleu(), hypotheses, references);
}

/** Compound-split BLEU as a metric for resampling and streaming. */
export function compoundSplitBleu(): Metric<BleuScore> {
  return createBleuMetric({
    name: 'BLEU-compound-split',
    tokenizer: splitCompounds,
    tokenizerName: 'compound-split',
    lowercase: false,
    maxNgramOrder: 4,
    effectiveOrder: false,
    smoothing: { method: 'none', value: 0, label: 'none' },
  });
}

/**
 * The words of a tokenized line with its compounds split. Both Perl programs see bytes, so that
 * only ASCII white space separates words; and of `a-b-c` only the first hyphen is split, because a
 * character that ended one match cannot start the next.
 */
function splitCompounds(line: string): string[] {
  const split = line.replace(/([^ \t\n\v\f\r])-([^ \t\n\v\f\r])/g, '$1 ##AT##-##AT## $2');
  return split.split(/[ \t\n\v\f\r]+/).filter((word) => word !== '');
}
