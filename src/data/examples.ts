import type { SentencePair } from './corpus.ts';
import type { Vocabulary } from './vocabulary.ts';

/** A sentence pair as token ids, without control symbols. */
export type Example = { readonly source: readonly number[]; readonly target: readonly number[] };

/** Encodes every pair. */
export function encodePairs(pairs: readonly SentencePair[], vocabulary: Vocabulary): Example[] {
  return pairs.map(({ source, target }) => ({
    source: vocabulary.encode(source),
    target: vocabulary.encode(target),
  }));
}

/** Positions that a pair takes in a batch: the longer side and its end-of-sentence symbol. */
export function exampleLength({ source, target }: Example): number {
  return Math.max(source.length, target.length) + 1;
}
