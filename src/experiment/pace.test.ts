import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exampleResult } from '../../test/support/example-result.ts';
import { finish, resultOf } from '../../test/support/finished-runs.ts';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import type { RunResult } from '../results/result.ts';
import { writeResult } from '../results/store.ts';
import { localPace, localResults, loggedPace, paceOf, secondsLeft } from './pace.ts';
import { type PlannedRun, planExperiment } from './plan.ts';
import { runFolder } from './run-files.ts';

const plan = planExperiment('experiments/table1.yaml', { rows: ['A', 'O'], arms: ['none'] });
const [run] = plan.runs;

const folder = temporaryFolder();

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
  const { evaluation, ...config } = run!.config;
  const untested = { ...run!, config: { ...config, evaluation: { ...evaluation, test: false } } };
  expect(secondsLeft(untested, 600, pace)).toBe(0.5 * 400);
});

describe('localResults', () => {
  const results = () => folder('results');

  it('are those of the protocol on this device, of all experiments, trials included', () => {
    finish(results(), run!);
    finish(results(), { ...run!, cell: { experiment: 'other', row: 'X', arm: 'none' } });
    finish(results(), { ...run!, factor: 3 });
    expect(localResults(results(), 'demo', 'a processor')).toHaveLength(3);
    expect(localResults(results(), 'demo', 'another processor')).toEqual([]);
    expect(localResults(results(), 'paper', 'a processor')).toEqual([]);
    expect(localResults(folder('results', 'nowhere'), 'demo', 'a processor')).toEqual([]);
  });

  it('tell the pace, those with as many threads before the others', () => {
    const slow = { ...run!, seed: 2 };
    const config = { ...slow.config, training: { ...slow.config.training, seed: 2 } };
    const result = resultOf({ ...slow, config });
    const { backend } = result.provenance;
    writeResult(folder('results', 'table1', 'demo', 'A-none-s2.json'), {
      result: {
        ...result,
        provenance: { ...result.provenance, backend: { ...backend, threads: 2 } },
        timing: { ...result.timing, trainingSeconds: 40 },
      },
    });
    finish(results(), run!);
    const paceWith = (threads: number) => localPace(results(), 'demo', threads, 'a processor');
    expect(paceWith(1)).toEqual({ secondsAStep: 5, testSeconds: 1, runs: 1 });
    expect(paceWith(2)).toEqual({ secondsAStep: 20, testSeconds: 1, runs: 1 });
    expect(paceWith(8)).toEqual({ secondsAStep: 12.5, testSeconds: 1, runs: 2 });
  });

  it('leave out what is no result', () => {
    finish(results(), run!);
    mkdirSync(folder('results', 'x', 'demo'), { recursive: true });
    writeFileSync(folder('results', 'x', 'demo', 'A-none-s1.json'), '{');
    writeFileSync(folder('results', 'README.md'), 'text');
    expect(localResults(results(), 'demo', 'a processor')).toEqual([resultOf(run!)]);
  });
});

const START = new Date('2026-11-01T12:00:00Z').getTime();

const at = (second: number) => new Date(START + second * 1000).toISOString();

const start = (second: number) => JSON.stringify({ time: at(second), msg: 'start' });

const train = (second: number, step: number) =>
  JSON.stringify({ time: at(second), step, loss: 3, msg: 'train' });

function writeLog(of: PlannedRun, lines: readonly string[]): void {
  const at = runFolder(folder('runs'), of);
  mkdirSync(at, { recursive: true });
  writeFileSync(join(at, 'log.ndjson'), lines.join('\n'));
}

describe('loggedPace', () => {
  it('counts the steps of each attempt, and neither its start nor the time between', () => {
    writeLog(run!, [
      ...[start(0), train(30, 10), train(35, 20), `{"time":"${at(36)}","step":20,"msg":"dev"}`],
      train(40, 30),
      // Goes on from step 20 an hour later, and is being written.
      ...[start(3600), train(3630, 30), train(3640, 50), '{"time":"2026-'],
    ]);
    expect(loggedPace(plan, folder('runs'))).toEqual({
      secondsAStep: (10 + 10) / (20 + 20),
      testSeconds: 0,
      run: 'A-none-s1',
      steps: 40,
    });
  });

  it('takes the run with most steps', () => {
    writeLog(run!, [start(0), train(30, 10), train(40, 20)]);
    writeLog(plan.runs[1]!, [start(0), train(30, 10), train(70, 30)]);
    expect(loggedPace(plan, folder('runs'))).toMatchObject({
      secondsAStep: 2,
      run: 'O-none-s1',
      steps: 20,
    });
  });

  it('is that of a trial, where rows are tuned first', () => {
    const tuned = planExperiment('test/support/tuned.yaml', { rows: ['SGD'] });
    writeLog(tuned.tunings[0]!.candidates[1]!, [start(0), train(30, 10), train(60, 20)]);
    expect(loggedPace(tuned, folder('runs'))).toMatchObject({
      secondsAStep: 3,
      run: expect.stringMatching(/^SGD-.*-x0\.3-/),
    });
  });

  it('is not known before a run has logged two steps', () => {
    expect(loggedPace(plan, folder('runs'))).toBeUndefined();
    writeLog(run!, [start(0), train(30, 10)]);
    expect(loggedPace(plan, folder('runs'))).toBeUndefined();
  });
});
