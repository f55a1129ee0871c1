import { computedOnce } from '../platform/computed-once.ts';
import type { SentencePair } from './corpus.ts';
import { type Example, encodePairs, examplesFrom, flattened } from './examples.ts';
import type { Vocabulary } from './vocabulary.ts';

type EncodedText = {
  readonly pairs: readonly SentencePair[];
  /** See `splitChecksum`. */
  readonly checksum: string;
  readonly vocabulary: Vocabulary;
};

const encodedTexts = computedOnce<EncodedText>({
  name: 'encoded-pairs',
  code: 'src/data',
  bytesOf: ({ checksum, vocabulary }) => [checksum, vocabulary.checksum],
  compute: (texts) =>
    texts.map(({ pairs, vocabulary }) => flattened(encodePairs(pairs, vocabulary))),
});

/** `encodePairs`, which runs of the same text and vocabulary then need not do again. */
export function encodePairsOnce(text: EncodedText): Example[] {
  return examplesFrom(encodedTexts([text])[0]!);
}
