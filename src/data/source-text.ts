import type { Vocabulary } from './vocabulary.ts';

/**
 * Nothing but spaces, the mark that sentencepiece writes for them, and characters that control or
 * format: what a reader sees as an empty line.
 */
const BLANK = /^[\s\u2581\p{Cc}\p{Cf}]*$/u;

/**
 * A sentence to be translated as token ids; a blank one has none, whatever the vocabulary makes of
 * its characters.
 */
export function encodeSource(vocabulary: Pick<Vocabulary, 'encode'>, text: string): number[] {
  return BLANK.test(text) ? [] : vocabulary.encode(text);
}
