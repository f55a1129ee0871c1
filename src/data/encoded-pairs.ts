import { computedOnce } from '../platform/computed-once.ts';
import type { SentencePair } from './corpus.ts';
import { type Example, encodePairs } from './examples.ts';
import type { Vocabulary } from './vocabulary.ts';

type EncodedText = {
  readonly pairs: readonly SentencePair[];
  /** See `splitChecksum`. */
  readonly checksum: string;
  readonly vocabulary: Vocabulary;
};

/** Examples as numbers: of each the lengths of both sides, then their tokens. */
function toNumbers(examples: readonly Example[]): Float64Array {
  const size = examples.reduce(
    (total, { source, target }) => total + 2 + source.length + target.length,
    0,
  );
  const numbers = new Float64Array(size);
  let place = 0;
  for (const { source, target } of examples) {
    numbers.set([source.length, target.length, ...source, ...target], place);
    place += 2 + source.length + target.length;
  }
  return numbers;
}

function fromNumbers(numbers: Float64Array): Example[] {
  const examples: Example[] = [];
  for (let place = 0; place < numbers.length; ) {
    const middle = place + 2 + numbers[place]!;
    const end = middle + numbers[place + 1]!;
    examples.push({
      source: Array.from(numbers.subarray(place + 2, middle)),
      target: Array.from(numbers.subarray(middle, end)),
    });
    place = end;
  }
  return examples;
}

const encodedTexts = computedOnce<EncodedText>({
  name: 'encoded-pairs',
  code: 'src/data',
  bytesOf: ({ checksum, vocabulary }) => [checksum, vocabulary.checksum],
  compute: (texts) =>
    texts.map(({ pairs, vocabulary }) => toNumbers(encodePairs(pairs, vocabulary))),
});

/** `encodePairs`, which runs of the same text and vocabulary then need not do again. */
export function encodePairsOnce(text: EncodedText): Example[] {
  return fromNumbers(encodedTexts([text])[0]!);
}
