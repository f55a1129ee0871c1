import { englishSentence } from './english/sentence.ts';
import { germanSentence } from './german/sentence.ts';
import { drawSentence } from './grammar/sentence.ts';
import { type RandomSource, seededRandom, shuffled } from './random.ts';

/** An English sentence and its German translation. */
export type SentencePair = { readonly source: string; readonly target: string };

export type BuiltinCorpus = {
  readonly train: readonly SentencePair[];
  readonly dev: readonly SentencePair[];
  readonly test: readonly SentencePair[];
};

// Enough for a tiny Transformer to learn the grammar from.
const DEFAULT_SIZES = { train: 20_000, dev: 500, test: 500 };
const DEFAULT_SEED = 1;

/** The longest English sentence, in words: what exceeds it is drawn again. */
export const MAX_SOURCE_WORDS = 20;

// So many repeats in a row mean that the grammar has next to nothing new to say.
const MAX_CONSECUTIVE_REPEATS = 10_000;

/** Draws a sentence in both languages. */
export function drawPair(random: RandomSource): SentencePair {
  for (;;) {
    const sentence = drawSentence(random);
    const source = englishSentence(sentence);
    if (source.split(' ').length <= MAX_SOURCE_WORDS) {
      return { source, target: germanSentence(sentence) };
    }
  }
}

/** Draws pairs of which no two share their English or their German sentence. */
function drawDistinctPairs(random: RandomSource, count: number): readonly SentencePair[] {
  const pairs: SentencePair[] = [];
  const sources = new Set<string>();
  const targets = new Set<string>();
  let repeats = 0;
  while (pairs.length < count) {
    const pair = drawPair(random);
    if (sources.has(pair.source) || targets.has(pair.target)) {
      repeats += 1;
      if (repeats > MAX_CONSECUTIVE_REPEATS) {
        throw new RangeError(
          `the built-in grammar gave ${pairs.length} distinct pairs where ${count} were asked for; ask for fewer`,
        );
      }
      continue;
    }
    repeats = 0;
    sources.add(pair.source);
    targets.add(pair.target);
    pairs.push(pair);
  }
  return pairs;
}

/**
 * A parallel corpus of English sentences with their German translations from a hand-written
 * grammar. No sentence of either language occurs twice in it, so that no split shares one with
 * another. The same options give the same corpus on every machine.
 *
 * @throws RangeError if a size is not a whole number or more than the grammar can fill.
 */
export function builtinCorpus(
  options: { seed?: number; train?: number; dev?: number; test?: number } = {},
): BuiltinCorpus {
  const {
    seed = DEFAULT_SEED,
    train = DEFAULT_SIZES.train,
    dev = DEFAULT_SIZES.dev,
    test = DEFAULT_SIZES.test,
  } = options;
  for (const [split, size] of Object.entries({ train, dev, test })) {
    if (!Number.isSafeInteger(size) || size < 0) {
      throw new RangeError(`the size of ${split} is ${size}; expected a whole number of pairs`);
    }
  }
  const random = seededRandom(seed);
  // Short sentences are likelier and so are drawn first: only a shuffle makes the splits alike.
  const pairs = shuffled(random, drawDistinctPairs(random, train + dev + test));
  return {
    train: pairs.slice(0, train),
    dev: pairs.slice(train, train + dev),
    test: pairs.slice(train + dev),
  };
}
