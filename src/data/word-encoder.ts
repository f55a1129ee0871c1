import {
  BPE_MODEL,
  charsmapKeysContain,
  type SentencePieceModel,
  USER_DEFINED_PIECE,
} from './sentencepiece-model.ts';

const SPACE = 0x20;

/** What sentencepiece writes for a space. */
const ESCAPED_SPACE = '\u2581';

/** Words that are remembered; the cache starts anew when it is full. */
const CACHED_WORDS = 200_000;

/**
 * Whether a model encodes text word by word, so that the encoding of a sentence is that of its
 * words (parted by spaces) one after the other:
 *
 * - merges of byte-pair encoding have a fixed order, so merges in one word do not change those in
 *   another unless a piece crosses from one to the other;
 * - no piece has a space behind its first character, so none crosses;
 * - the space itself is a piece: unknown characters of two words are never joined into one;
 * - the normaliser treats white space as it does by default, and replaces nothing that has a space
 *   in it.
 */
export function encodesWordByWord(model: SentencePieceModel): boolean {
  const { pieces, modelType, treatWhitespaceAsSuffix, normalizer } = model;
  return (
    modelType === BPE_MODEL &&
    !treatWhitespaceAsSuffix &&
    normalizer.addDummyPrefix &&
    normalizer.removeExtraWhitespaces &&
    normalizer.escapeWhitespaces &&
    pieces.some(({ text }) => text === ESCAPED_SPACE) &&
    pieces.every(
      ({ text, type }) => type !== USER_DEFINED_PIECE && !text.includes(ESCAPED_SPACE, 1),
    ) &&
    !charsmapKeysContain(normalizer.charsmap, SPACE)
  );
}

/**
 * An encoder that asks `encode` for each word once: a fraction of the words of a corpus make up most
 * of its text.
 *
 * @param encode encodes by a model that `encodesWordByWord`
 */
export function wordEncoder(encode: (text: string) => number[]): (text: string) => number[] {
  const known = new Map<string, number[]>();
  return (text) => {
    const ids: number[] = [];
    for (const word of text.split(' ')) {
      let encoded = known.get(word);
      if (encoded === undefined) {
        encoded = encode(word);
        if (known.size >= CACHED_WORDS) known.clear();
        known.set(word, encoded);
      }
      for (const id of encoded) ids.push(id);
    }
    return ids;
  };
}
