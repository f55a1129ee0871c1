import { describe, expect, it } from 'vitest';
import { exampleResult } from '../../test/support/example-result.ts';
import { describeDivergence, describeEnd, describePlateau } from './describe-run.ts';

describe('a run that diverged', () => {
  const { training } = exampleResult({ bleu: undefined });
  const described = (more: Partial<typeof training>) =>
    describeDivergence({
      ...exampleResult({ bleu: undefined }),
      training: { ...training, divergedAt: 7, ...more },
    });

  it('is described with its cause and the last finite values', () => {
    const divergence = {
      cause: 'loss' as const,
      firstLoss: 8.25,
      lastLoss: { step: 6, loss: 9.5 },
      lastDev: { step: 5, logPerplexity: 7.125 },
    };
    expect(described({ divergence })).toBe(
      'diverged at step 7: the loss is no finite number; ' +
        'loss 8.250 at the start, 9.500 at step 6, dev log-perplexity 7.125 at step 5',
    );
  });

  it('is described by what there is', () => {
    expect(described({ divergence: { cause: 'loss' } })).toBe(
      'diverged at step 7: the loss is no finite number',
    );
    expect(described({})).toBe('diverged at step 7');
  });
});

describe('a run that completed', () => {
  const result = exampleResult();
  const ended = (steps: number, endedBy?: 'steps' | 'tokens') =>
    describeEnd({ ...result, training: { ...result.training, steps, endedBy } });

  it('says what ended it early', () => {
    expect(ended(2, 'tokens')).toBe(
      'ended by training.stopAt.tokens at step 2 of 1000: 220 tokens, 10.0 s',
    );
  });

  it('says nothing of the end of its schedule, or where nobody noted it', () => {
    expect(ended(1000, 'steps')).toBeUndefined();
    expect(ended(2)).toBeUndefined();
  });
});

describe('a run that ended at the unigram baseline', () => {
  const unigram = { logPerplexity: 6, tolerance: 0.1, plateaus: [{ from: 2, to: 2 }], atEnd: true };

  it('is said to have', () => {
    expect(describePlateau({ ...exampleResult({ logPerplexity: 6.02 }), unigram })).toBe(
      'learned no more than symbol frequencies: dev log-perplexity 6.020, theirs is 6.000',
    );
  });

  it('is not when it has not, or when nobody looked', () => {
    const unknown = exampleResult();
    expect(describePlateau({ ...unknown, unigram: { ...unigram, atEnd: false } })).toBeUndefined();
    expect(describePlateau(unknown)).toBeUndefined();
  });
});
