import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { builtinCorpus, drawPair, MAX_SOURCE_WORDS, type SentencePair } from './corpus.ts';
import { seededRandom } from './random.ts';

const corpus = builtinCorpus();
const everyPair: readonly SentencePair[] = [...corpus.train, ...corpus.dev, ...corpus.test];

const wordsOf = (sentence: string): readonly string[] => sentence.replace(/[.,?]/g, '').split(' ');

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function checksum(pairs: readonly SentencePair[]): string {
  const text = pairs.map(({ source, target }) => `${source}\t${target}\n`).join('');
  return createHash('sha256').update(text).digest('hex');
}

describe('builtinCorpus', () => {
  it('has the default sizes', () => {
    expect(corpus.train).toHaveLength(20_000);
    expect(corpus.dev).toHaveLength(500);
    expect(corpus.test).toHaveLength(500);
  });

  // A change to the grammar or the lexicon changes this sum. README.md says what follows from that.
  it('is the same on every machine', () => {
    expect(checksum(everyPair)).toBe(
      'bf5c6c58947d2c5d09058c4b34c7e31644dd1f69ab3509bcb6c4f70fa91fa155',
    );
  });

  it('is the same for the same options and another for another seed', () => {
    const options = { seed: 7, train: 100, dev: 10, test: 10 };
    expect(builtinCorpus(options)).toEqual(builtinCorpus(options));
    expect(builtinCorpus({ ...options, seed: 8 })).not.toEqual(builtinCorpus(options));
  });

  it('never repeats a sentence of either language', () => {
    expect(new Set(everyPair.map(({ source }) => source)).size).toBe(everyPair.length);
    expect(new Set(everyPair.map(({ target }) => target)).size).toBe(everyPair.length);
  });

  it('splits sentences of one kind', () => {
    const meanLength = (pairs: readonly SentencePair[]): number =>
      mean(pairs.map(({ source }) => wordsOf(source).length));
    expect(Math.abs(meanLength(corpus.dev) - meanLength(corpus.train))).toBeLessThan(0.5);
    expect(Math.abs(meanLength(corpus.test) - meanLength(corpus.train))).toBeLessThan(0.5);
  });

  it('has short sentences', () => {
    const lengths = everyPair.map(({ source }) => wordsOf(source).length);
    expect(mean(lengths)).toBeGreaterThan(7);
    expect(mean(lengths)).toBeLessThan(9);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(MAX_SOURCE_WORDS);
  });

  it('is written as sentences are', () => {
    for (const { source, target } of everyPair) {
      expect(source).toMatch(/^[A-Z][A-Za-z', ]*[.?]$/);
      expect(target).toMatch(/^[A-ZÄÖÜ][A-Za-zÄÖÜäöüß, ]*[.?]$/);
      expect(`${source}${target}`).not.toMatch(/ {2}| ,|,,|,[.?]/);
      expect(target.at(-1)).toBe(source.at(-1));
    }
  });

  it('rejects sizes that are not whole numbers', () => {
    expect(() => builtinCorpus({ dev: -1 })).toThrow('the size of dev is -1');
    expect(() => builtinCorpus({ train: 1.5 })).toThrow('the size of train is 1.5');
  });
});

describe('the grammar', () => {
  it('gives every English sentence one translation', () => {
    const random = seededRandom(99);
    const translations = new Map<string, string>();
    for (let draw = 0; draw < 60_000; draw++) {
      const { source, target } = drawPair(random);
      expect(translations.get(source) ?? target).toBe(target);
      translations.set(source, target);
    }
  });
});

describe('the frequencies of English words', () => {
  const counts = new Map<string, number>();
  for (const word of everyPair.flatMap(({ source }) => wordsOf(source.toLowerCase()))) {
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const ranked = [...counts.values()].sort((x, y) => y - x);

  it('fall with the rank as Zipf says', () => {
    const head = ranked.slice(0, 200).map((count, index) => ({
      x: Math.log(index + 1),
      y: Math.log(count),
    }));
    const meanX = mean(head.map(({ x }) => x));
    const meanY = mean(head.map(({ y }) => y));
    const covariance = mean(head.map(({ x, y }) => (x - meanX) * (y - meanY)));
    const slope = covariance / mean(head.map(({ x }) => (x - meanX) ** 2));
    expect(slope).toBeGreaterThan(-1.4);
    expect(slope).toBeLessThan(-0.7);
  });

  it('gather in few types', () => {
    const tokens = ranked.reduce((sum, count) => sum + count, 0);
    const head = ranked.slice(0, Math.ceil(ranked.length / 10));
    expect(head.reduce((sum, count) => sum + count, 0) / tokens).toBeGreaterThan(0.6);
  });
});
