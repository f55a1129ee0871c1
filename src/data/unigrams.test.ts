import { describe, expect, it } from 'vitest';
import { permutation } from '../ops/philox.ts';
import { evaluationBatches } from './batches.ts';
import { unigramLogPerplexity } from './unigrams.ts';

const SYMBOLS = { size: 6, eosId: 3 };

describe('the log-perplexity of symbol frequencies', () => {
  it('counts targets and end symbols, each symbol once more than it occurs', () => {
    // 4 twice, 5 once, the end twice; 6 more for the six symbols.
    const training = [[4, 5], [4]];
    expect(unigramLogPerplexity(training, [[4]], SYMBOLS)).toBeCloseTo(-Math.log(3 / 11), 12);
    expect(unigramLogPerplexity(training, [[5, 1], []], SYMBOLS)).toBeCloseTo(
      -(Math.log(2 / 11) + Math.log(1 / 11) + 2 * Math.log(3 / 11)) / 4,
      12,
    );
  });

  it('is the entropy of the distribution where there is much text', () => {
    // Of four symbols: the end 1/2, and 1/4, 1/8, 1/8: 1.75 bits.
    const sentences = [[0], [1, 0], [], [2]];
    const training = Array.from({ length: 200_000 }, (_, i) => sentences[i % 4]!);
    const symbols = { size: 4, eosId: 3 };
    const entropy = [4, 2, 1, 1].reduce((sum, n) => sum - (n / 8) * Math.log(n / 8), 0);
    expect(unigramLogPerplexity(training, sentences, symbols)).toBeCloseTo(entropy, 4);
  });

  it('does not depend on the order of words or sentences', () => {
    const sentences = Array.from({ length: 50 }, (_, i) => [i % 3, (i * 7) % 5, i % 2]);
    const shuffled = [...permutation(50, [1, 2])].map((i) => sentences[i]!.toReversed());
    const dev = [[1, 2, 0, 4]];
    expect(unigramLogPerplexity(shuffled, dev, SYMBOLS)).toBe(
      unigramLogPerplexity(sentences, dev, SYMBOLS),
    );
  });

  it('is over the same tokens as the log-perplexity of a model', () => {
    const targets = [[4, 5], [4], [5, 5, 5]];
    const batches = evaluationBatches(
      targets.map((target) => ({ source: [4], target })),
      { kind: 'bucketed', tokens: 8, lengths: [4] },
      { padId: 0, unkId: 1, bosId: 2, eosId: 3 },
    );
    const said = batches.flatMap(({ targetOutput }) => [...targetOutput].filter((id) => id !== 0));
    const frequency = (id: number) => (said.filter((other) => other === id).length + 1) / (9 + 6);
    const mean = said.reduce((sum, id) => sum - Math.log(frequency(id)), 0) / said.length;
    expect(unigramLogPerplexity(targets, targets, SYMBOLS)).toBeCloseTo(mean, 12);
  });
});
