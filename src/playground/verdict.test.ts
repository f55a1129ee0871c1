import { describe, expect, it } from 'vitest';
import { afterReply, IDLE, RUNNING, type RunState } from './run-state.ts';
import { verdict } from './verdict.ts';

const look = (
  step: number,
  logPerplexity: number,
  atUnigrams = false,
): RunState['dev'][number] => ({
  step,
  logPerplexity,
  atUnigrams,
  translations: [],
});

const done = (...dev: RunState['dev']): RunState => ({ ...IDLE, status: 'completed', dev });

const shown = (label: string, run: RunState, stateBytes = 1000) => ({
  label,
  run,
  size: { stateBytes, parameterBytes: 2000 },
});

describe('what is said of two runs', () => {
  it('compares the last step that both were looked at', () => {
    const left = shown('A', done(look(25, 5), look(50, 4)));
    const right = shown('B', done(look(25, 4.5)));
    expect(verdict(left, right)).toEqual([
      'After 25 steps B was ahead of A: a log-perplexity of 4.50 on unseen sentences against 5.00, where lower is better.',
      'Both keep 1 kB of optimiser state.',
    ]);
  });

  it('names no winner where both are close', () => {
    const [sentence] = verdict(shown('A', done(look(25, 4.5))), shown('B', done(look(25, 4.51))));
    expect(sentence).toContain('A and B are within 0.02 of each other');
  });

  it('tells how a run failed, and promises nothing before it does', () => {
    const diverged = afterReply(RUNNING, {
      kind: 'ended',
      outcome: { status: 'diverged', step: 12, cause: 'loss' },
    });
    expect(verdict(shown('A', RUNNING), shown('B', RUNNING))).toEqual([
      'Both keep 1 kB of optimiser state.',
    ]);
    expect(verdict(shown('A', diverged), shown('B', done(look(25, 4))))[0]).toBe(
      'A diverged at step 12: the loss is no finite number.',
    );
    const failed = afterReply(RUNNING, { kind: 'failed', message: 'the device is lost' });
    expect(verdict(shown('A', failed), shown('B', RUNNING))[0]).toBe(
      'A cannot go on: the device is lost.',
    );
  });

  it('tells that a run has learned nothing but frequencies', () => {
    const [sentence] = verdict(
      shown('A', done(look(25, 5.8, true))),
      shown('B', done(look(25, 4))),
    );
    expect(sentence).toBe('After 25 steps A had learned no more than how frequent words are.');
  });

  it.each([
    [44_048, 1_568_768, 'B keeps 1.57 MB of optimiser state, A 44 kB, 1/36 of that.'],
    [4_000_000, 4_010_000, 'B keeps 4.01 MB of optimiser state, A 4 MB, over 99% of that.'],
    [5_110_000, 8_000_000, 'B keeps 8 MB of optimiser state, A 5.11 MB, 64% of that.'],
    [1_000_000, 3_000_000, 'B keeps 3 MB of optimiser state, A 1 MB, 1/3 of that.'],
    [0, 1_568_768, 'B keeps 1.57 MB of optimiser state, A none.'],
  ])('compares what %i and %i bytes are', (a, b, sentence) => {
    expect(verdict(shown('A', IDLE, a), shown('B', IDLE, b))).toEqual([sentence]);
  });
});
