import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exampleResult } from '../../test/support/example-result.ts';
import { finish, resultOf } from '../../test/support/finished-runs.ts';
import type { RunResult } from '../results/result.ts';
import { writeResult } from '../results/store.ts';
import { localPace, localResults, paceOf, secondsLeft } from './cost.ts';
import { planExperiment } from './definition.ts';

const { runs } = planExperiment('experiments/table1.yaml', { rows: ['A'], arms: ['none'] });
const [run] = runs;

/** A result of so many steps that took these seconds. */
function timed(steps: number, trainingSeconds: number, testSeconds?: number): RunResult {
  const result = exampleResult();
  return {
    ...result,
    training: { ...result.training, steps },
    timing: { ...result.timing, trainingSeconds, testSeconds },
  };
}

describe('paceOf', () => {
  it('is the median over runs, those that diverged included', () => {
    const results = [timed(100, 10, 4), timed(10, 2), timed(100, 90, 8)];
    expect(paceOf(results)).toEqual({ secondsAStep: 0.2, testSeconds: 6, runs: 3 });
  });

  it.each([[[]], [[timed(0, 1)]]])('is not known without a step: %#', (results) => {
    expect(paceOf(results)).toBeUndefined();
  });
});

it('costs the steps that are left, and the test set', () => {
  const pace = { secondsAStep: 0.5, testSeconds: 10, runs: 1 };
  expect(secondsLeft(run!, 0, pace)).toBe(0.5 * 1000 + 10);
  expect(secondsLeft(run!, 600, pace)).toBe(0.5 * 400 + 10);
});

describe('localResults', () => {
  let results: string;

  beforeEach(() => {
    results = mkdtempSync(join(tmpdir(), 'sublinear-cost-'));
  });

  afterEach(() => rmSync(results, { recursive: true }));

  it('are those of the protocol on this device, of all experiments, trials included', () => {
    finish(results, run!);
    finish(results, { ...run!, cell: { experiment: 'other', row: 'X', arm: 'none' } });
    finish(results, { ...run!, factor: 3 });
    expect(localResults(results, 'demo', 'a processor')).toHaveLength(3);
    expect(localResults(results, 'demo', 'another processor')).toEqual([]);
    expect(localResults(results, 'paper', 'a processor')).toEqual([]);
    expect(localResults(join(results, 'nowhere'), 'demo', 'a processor')).toEqual([]);
  });

  it('tell the pace, those with as many threads before the others', () => {
    const slow = { ...run!, seed: 2 };
    const config = { ...slow.config, training: { ...slow.config.training, seed: 2 } };
    const result = resultOf({ ...slow, config });
    const { backend } = result.provenance;
    writeResult(join(results, 'table1', 'demo', 'A-none-s2.json'), {
      result: {
        ...result,
        provenance: { ...result.provenance, backend: { ...backend, threads: 2 } },
        timing: { ...result.timing, trainingSeconds: 40 },
      },
    });
    finish(results, run!);
    const paceWith = (threads: number) => localPace(results, 'demo', threads, 'a processor');
    expect(paceWith(1)).toEqual({ secondsAStep: 5, testSeconds: 1, runs: 1 });
    expect(paceWith(2)).toEqual({ secondsAStep: 20, testSeconds: 1, runs: 1 });
    expect(paceWith(8)).toEqual({ secondsAStep: 12.5, testSeconds: 1, runs: 2 });
  });

  it('leave out what is no result', () => {
    finish(results, run!);
    mkdirSync(join(results, 'x', 'demo'), { recursive: true });
    writeFileSync(join(results, 'x', 'demo', 'A-none-s1.json'), '{');
    writeFileSync(join(results, 'README.md'), 'text');
    expect(localResults(results, 'demo', 'a processor')).toEqual([resultOf(run!)]);
  });
});
