import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { planExperiment } from './definition.ts';
import { loggedPace } from './logged-pace.ts';
import { runFolder } from './run-files.ts';

const plan = planExperiment('experiments/table1.yaml', { rows: ['A', 'O'], arms: ['none'] });

let runs: string;

beforeEach(() => {
  runs = mkdtempSync(join(tmpdir(), 'sublinear-logged-'));
});

afterEach(() => rmSync(runs, { recursive: true }));

const START = new Date('2026-11-01T12:00:00Z').getTime();

const at = (second: number) => new Date(START + second * 1000).toISOString();

const start = (second: number) => JSON.stringify({ time: at(second), msg: 'start' });

const train = (second: number, step: number) =>
  JSON.stringify({ time: at(second), step, loss: 3, msg: 'train' });

function writeLog(index: number, lines: readonly string[]): void {
  const folder = runFolder(runs, plan.runs[index]!);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'log.ndjson'), lines.join('\n'));
}

it('counts the steps of each attempt, and neither its start nor the time between', () => {
  writeLog(0, [
    ...[start(0), train(30, 10), train(35, 20), `{"time":"${at(36)}","step":20,"msg":"dev"}`],
    train(40, 30),
    // Goes on from step 20 an hour later, and is being written.
    ...[start(3600), train(3630, 30), train(3640, 50), '{"time":"2026-'],
  ]);
  expect(loggedPace(plan, runs)).toEqual({
    secondsAStep: (10 + 10) / (20 + 20),
    testSeconds: 0,
    run: 'A-none-s1',
    steps: 40,
  });
});

it('takes the run with most steps', () => {
  writeLog(0, [start(0), train(30, 10), train(40, 20)]);
  writeLog(1, [start(0), train(30, 10), train(70, 30)]);
  expect(loggedPace(plan, runs)).toMatchObject({ secondsAStep: 2, run: 'O-none-s1', steps: 20 });
});

it('is not known before a run has logged two steps', () => {
  expect(loggedPace(plan, runs)).toBeUndefined();
  writeLog(0, [start(0), train(30, 10)]);
  expect(loggedPace(plan, runs)).toBeUndefined();
});
