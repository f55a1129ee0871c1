import { describe, expect, it } from 'vitest';
import { START } from './record.ts';
import {
  alreadyEnded,
  lastStep,
  reachedLimit,
  reachedTarget,
  type StopLimits,
} from './stopping.ts';

const STEPS = 100;

describe('a limit', () => {
  const spent = { step: 10, tokens: 5000, seconds: 60 };

  it.each<[string, StopLimits | undefined, string | undefined]>([
    ['none', undefined, undefined],
    ['none of several', { steps: 11, tokens: 5001, seconds: 60.1 }, undefined],
    ['steps', { steps: 10 }, 'steps'],
    ['steps that were more', { steps: 9 }, 'steps'],
    ['tokens', { tokens: 5000 }, 'tokens'],
    ['seconds', { seconds: 60 }, 'seconds'],
    ['the ones that no machine changes, first', { seconds: 1, tokens: 1 }, 'tokens'],
    ['the dev log-perplexity, which is none of them', { devLogPerplexity: 99 }, undefined],
  ])('is reached: %s', (_what, limits, expected) => {
    expect(reachedLimit(STEPS, limits, spent)).toBe(expected);
  });

  it("is the schedule's end, whatever else there is", () => {
    const atEnd = { ...spent, step: STEPS };
    expect(reachedLimit(STEPS, undefined, atEnd)).toBe('steps');
    expect(reachedLimit(STEPS, { steps: 1000, tokens: 1 }, atEnd)).toBe('steps');
  });

  it('makes no run longer', () => {
    expect(lastStep(STEPS, { steps: 1000 })).toBe(STEPS);
    expect(lastStep(STEPS, { steps: 7 })).toBe(7);
    expect(lastStep(STEPS, { tokens: 7 })).toBe(STEPS);
  });
});

describe('a target', () => {
  const record = { ...START, step: 4, dev: [{ step: 4, logPerplexity: 2 }] };

  it.each([
    [2.1, 'devLogPerplexity'],
    [2, 'devLogPerplexity'],
    [1.9, undefined],
  ])('of %d is compared with the last point of the curve, 2', (devLogPerplexity, expected) => {
    expect(reachedTarget({ devLogPerplexity }, record)).toBe(expected);
  });

  it('is not reached where there is no curve yet, or no target', () => {
    expect(reachedTarget({ devLogPerplexity: 9 }, START)).toBeUndefined();
    expect(reachedTarget({ steps: 9 }, record)).toBeUndefined();
  });
});

describe('training that goes on', () => {
  const record = {
    ...START,
    step: 4,
    sourceTokens: 30,
    targetTokens: 20,
    seconds: 8,
    dev: [{ step: 4, logPerplexity: 2 }],
  };

  it.each<[string, StopLimits | undefined, string | undefined]>([
    ['where there is no limit', undefined, undefined],
    ['where a limit was raised', { steps: 5, tokens: 51, seconds: 9 }, undefined],
    ['not where a limit was reached', { tokens: 50 }, 'tokens'],
    ['not where the time is over', { seconds: 8 }, 'seconds'],
    ['not where the target was reached', { devLogPerplexity: 2 }, 'devLogPerplexity'],
  ])('%s', (_what, limits, expected) => {
    expect(alreadyEnded(STEPS, limits, record)).toBe(expected);
  });

  it('where its last step was not evaluated, as it was only saved there', () => {
    expect(alreadyEnded(STEPS, { tokens: 50 }, { ...record, step: 5 })).toBeUndefined();
  });
});
