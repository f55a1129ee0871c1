import { sum } from 'd3-array';
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

/** Examples as one list of numbers: of each the lengths of both sides, then their tokens. */
export function flattened(examples: readonly Example[]): Float64Array {
  // Not an Array, which has room for about a hundred million numbers.
  const size = sum(examples, ({ source, target }) => 2 + source.length + target.length);
  const numbers = new Float64Array(size);
  let place = 0;
  for (const { source, target } of examples) {
    for (const part of [[source.length, target.length], source, target]) {
      numbers.set(part, place);
      place += part.length;
    }
  }
  return numbers;
}

/** The examples that `flattened` made `numbers` of. */
export function examplesFrom(numbers: Float64Array | Uint16Array): Example[] {
  const whole = new Int32Array(numbers);
  // A loop: for lists as short as sentences `Array.from` takes several times as long.
  const tokens = (start: number, end: number) => {
    const ids = new Array<number>(end - start);
    for (let i = start; i < end; i++) ids[i - start] = whole[i]!;
    return ids;
  };
  const examples: Example[] = [];
  for (let place = 0; place < whole.length; ) {
    const middle = place + 2 + whole[place]!;
    const end = middle + whole[place + 1]!;
    examples.push({ source: tokens(place + 2, middle), target: tokens(middle, end) });
    place = end;
  }
  return examples;
}
