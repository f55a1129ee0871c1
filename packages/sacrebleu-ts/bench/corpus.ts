/** A corpus of the size and shape of a WMT test set: one reference and some systems. */
export interface BenchCorpus {
  readonly reference: readonly string[];
  readonly systems: readonly (readonly string[])[];
}

/**
 * Sentences of 5 to 45 words, about 22 on average as in newstest2014, from a vocabulary with Zipf's
 * distribution, and systems that get about three words in four right.
 * @param seed the same seed gives the same corpus
 */
export function createBenchCorpus(
  sentenceCount: number,
  systemCount: number,
  seed: number,
): BenchCorpus {
  const random = createRandom(seed);
  const vocabulary = Array.from({ length: 30_000 }, () => createWord(random));
  const word = () => vocabulary[Math.floor(vocabulary.length ** random()) - 1]!;
  const sentences = Array.from({ length: sentenceCount }, () =>
    Array.from({ length: 5 + Math.floor(20 * (random() + random())) }, word),
  );
  return {
    reference: sentences.map(punctuate),
    systems: Array.from({ length: systemCount }, (_, i) =>
      sentences.map((words) =>
        punctuate(
          words.flatMap((w) => (random() < 0.2 + 0.02 * i ? replaceWord(w, word, random) : w)),
        ),
      ),
    ),
  };
}

function replaceWord(kept: string, word: () => string, random: () => number): string[] {
  const roll = random();
  if (roll < 0.3) return [];
  if (roll < 0.5) return [word(), kept];
  return [word()];
}

function createWord(random: () => number): string {
  const letters = 'eeeennniiirrrssttaahdulcgmobwfkzvpüäöß';
  const length = 2 + Math.floor(6 * (random() + random()));
  return Array.from({ length }, () => letters[Math.floor(letters.length * random())]).join('');
}

function punctuate(words: readonly string[]): string {
  const text = words.map((word, i) => (i % 9 === 8 ? `${word},` : word)).join(' ');
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}

/** Numbers from 0 to 1; "mulberry32". */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
