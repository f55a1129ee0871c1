import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { exampleResult } from '../../test/support/example-result.ts';
import { finish } from '../../test/support/finished-runs.ts';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { UserError } from '../platform/errors.ts';
import { takeLease } from '../platform/lease.ts';
import { runName } from '../results/run-name.ts';
import { failedAttempts } from '../train/failure.ts';
import { type PlannedRun, planExperiment } from './plan.ts';
import { finishedResult, resultFile, runFolder } from './run-files.ts';
import { type RunnerObserver, type RunnerOptions, runExperiment } from './runner.ts';

/*
 * Which runs are done, in what order, and what becomes of those that fail. Worker processes are real;
 * what they run trains nothing and ends as each test wants (see `test/support/stand-in-worker.mjs`).
 */

const folder = temporaryFolder();
let told: string[];

beforeEach(() => {
  told = [];
  process.env.TEMPLATE = folder('template.json');
  writeFileSync(process.env.TEMPLATE, JSON.stringify(exampleResult()));
});

afterEach(() => {
  delete process.env.TEMPLATE;
});

const observer: RunnerObserver = {
  planned: (all, done) => told.push(`${all} planned, ${done} done`),
  chosen: ({ row, chosen }) => told.push(`${row} chose ${chosen?.value}`),
  started: (run) => told.push(`${runName(run)} started`),
  progress: (run) => told.push(`${runName(run)} progress`),
  finished: (run) => told.push(`${runName(run)} finished`),
  interrupted: (run, step) => told.push(`${runName(run)} interrupted at ${step}`),
  elsewhere: (run) => told.push(`${runName(run)} elsewhere`),
  retried: (run) => told.push(`${runName(run)} retried`),
  failed: (run) => told.push(`${runName(run)} failed`),
};

const options = (changes: Partial<RunnerOptions> = {}): RunnerOptions => ({
  results: folder('results'),
  runs: folder('runs'),
  workers: 1,
  retries: 1,
  backend: { backend: 'auto' },
  executor: 'auto',
  checkpoints: { resume: false, every: 500, keep: 2 },
  tensorboard: false,
  observer,
  worker: {
    path: fileURLToPath(new URL('../../test/support/stand-in-worker.mjs', import.meta.url)),
    execArgv: [],
  },
  ...changes,
});

const planned = (...rows: string[]) =>
  planExperiment('experiments/table1.yaml', { rows, arms: ['none'] });

const resultsFolder = () => options().results;

it('does the rows in the order they were asked for, and none twice', async () => {
  const plan = planExperiment('experiments/table1.yaml', { rows: ['A'] });
  finish(resultsFolder(), plan.runs[1]!);
  const unfinished = await runExperiment(plan, options());
  expect(unfinished).toEqual({ failed: [], interrupted: 0, notStarted: 0, undecided: [] });
  expect(told).toEqual(['2 planned, 1 done', 'A-warmup-s1 started', 'A-warmup-s1 finished']);
  told = [];
  await runExperiment(plan, options());
  expect(told).toEqual(['2 planned, 2 done']);
});

it('tries a run that was killed again, behind the others, from what it has saved', async () => {
  const { failed } = await runExperiment(planned('G', 'A'), options());
  expect(failed).toEqual([]);
  expect(told.slice(1)).toEqual([
    'G-none-s1 started',
    'G-none-s1 retried',
    'A-none-s1 started',
    'A-none-s1 finished',
    'G-none-s1 started',
    'G-none-s1 finished',
  ]);
  const [run] = planned('G').runs;
  expect(finishedResult(resultsFolder(), run!)!.status).toBe('completed');
  expect(failedAttempts(runFolder(options().runs, run!))).toEqual([]);
});

it('goes on past runs that fail, and says which and why, also in their folders', async () => {
  const { failed } = await runExperiment(planned('B', 'J', 'A'), options({ retries: 2 }));
  expect(told.filter((line) => line.endsWith('started'))).toEqual([
    'B-none-s1 started',
    // A mistake is the same the second time.
    'J-none-s1 started',
    'A-none-s1 started',
    'B-none-s1 started',
    'B-none-s1 started',
  ]);
  expect(told).toContain('A-none-s1 finished');
  expect(failed.map(({ run, message }) => [run.cell.row, message])).toEqual([
    ['J', 'no such file'],
    ['B', expect.stringMatching(/^the process ended with 3\nout of luck/)],
  ]);
  const { attempts } = JSON.parse(readFileSync(failed[1]!.file!, 'utf8'));
  expect(failed[1]!.file).toBe(folder('runs/table1/demo/B-none-s1/failure.json'));
  expect(attempts).toHaveLength(3);
  expect(attempts[0]).toMatchObject({ step: 0, message: failed[1]!.message });
});

it('fails a run whose process cannot be started, and goes on', async () => {
  const { execPath } = process;
  process.execPath = folder('nowhere/node');
  const { failed } = await runExperiment(planned('A'), options({ retries: 0 })).finally(() => {
    process.execPath = execPath;
  });
  expect(failed.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^the process could not be started: .*ENOENT/),
  ]);
});

it('starts no other run once something went wrong in the runner itself', async () => {
  const plan = planExperiment('experiments/table1.yaml', { rows: ['A'], seeds: [1, 2, 3] });
  const count = (word: string) => told.filter((line) => line.endsWith(word)).length;
  const finished = (run: PlannedRun) => {
    told.push(`${runName(run)} finished`);
    if (count('finished') === 1) throw new Error('the disk is full');
  };
  const changes = { workers: 2, observer: { ...observer, finished } };
  await expect(runExperiment(plan, options(changes))).rejects.toThrow('the disk is full');
  // The run that was under way ends.
  expect([count('started'), count('finished')]).toEqual([2, 2]);
});

it('says what a signal means', async () => {
  const { failed } = await runExperiment(planned('G'), options({ retries: 0 }));
  expect(failed[0]!.message).toBe(
    'the process was ended by SIGKILL, as the system does where memory runs out',
  );
});

it('leaves a run to the process that is at work on it, and takes its result', async () => {
  const plan = planned('O', 'A');
  const [other] = plan.runs;
  const at = runFolder(options().runs, other!);
  mkdirSync(at, { recursive: true });
  const lease = await takeLease(at);
  const running = runExperiment(plan, options());
  while (!told.includes('A-none-s1 finished')) await new Promise(setImmediate);
  finish(resultsFolder(), other!);
  lease.release();
  expect(await running).toMatchObject({ failed: [] });
  expect(told.slice(1)).toEqual([
    'O-none-s1 elsewhere',
    'A-none-s1 started',
    'A-none-s1 finished',
    'O-none-s1 finished',
  ]);
});

it('has runs save themselves when it is told to stop, and begins no other', async () => {
  const running = runExperiment(planned('O', 'A', 'G'), options());
  while (!told.includes('O-none-s1 progress')) await new Promise(setImmediate);
  process.emit('SIGTERM');
  expect(await running).toEqual({ failed: [], interrupted: 1, notStarted: 2, undecided: [] });
  expect(told.at(-1)).toBe('O-none-s1 interrupted at 7');
});

/** A copy of Table 1 that tunes its rows. */
function tunedExperiment(): string {
  const file = folder('tuned.yaml');
  const base = join(process.cwd(), 'experiments/table1.yaml');
  const protocol = join(process.cwd(), 'configs/protocols/demo.yaml');
  const tuning = '{ key: optimizer.1.factor, factors: [0.5, 1], arm: warmup, seed: 1 }';
  writeFileSync(file, `extends: ${base}\nprotocol: ${protocol}\ntuning: ${tuning}\n`);
  return file;
}

it('tries a grid, chooses from its results, and runs the row with what was chosen', async () => {
  const plan = planExperiment(tunedExperiment(), { rows: ['A'] });
  finish(resultsFolder(), plan.tunings[0]!.candidates[0]!, { logPerplexity: 1 });
  await runExperiment(plan, options({ workers: 2 }));
  expect(told.slice(0, 4)).toEqual([
    '4 planned, 1 done',
    'A-warmup-x1-s1 started',
    'A-warmup-x1-s1 finished',
    // Of 0.05 with 1 and 0.1 with 1.5.
    'A chose 0.05',
  ]);
  // With warm-up it is the run of the trial, and not run again.
  expect(told.slice(4).toSorted()).toEqual([
    'A-none-s1 finished',
    'A-none-s1 started',
    'A-warmup-s1 finished',
  ]);
  const read = (run: PlannedRun) =>
    JSON.parse(readFileSync(resultFile(resultsFolder(), run), 'utf8')).config.optimizer[1].factor;
  expect(plan.runs.map(read)).toEqual([0.05, 0.05]);
});

it('leaves out the runs of a row for which nothing could be chosen', async () => {
  const plan = planExperiment(tunedExperiment(), { rows: ['B', 'A'], arms: ['none'] });
  const { failed, undecided } = await runExperiment(plan, options({ retries: 0, workers: 2 }));
  // In the order of their ends.
  expect(failed.map(({ run }) => runName(run)).toSorted()).toEqual([
    'B-warmup-x0.5-s1',
    'B-warmup-x1-s1',
  ]);
  expect(undecided.map((run) => runName(run))).toEqual(['B-none-s1']);
  expect(told).toContain('A-none-s1 finished');
});

it('runs nothing where a result is of another configuration, or data is missing', async () => {
  const plan = planned('A');
  const [run] = plan.runs;
  finish(resultsFolder(), {
    ...run!,
    config: { ...run!.config, schedule: { name: 'paper', warmup: true } },
  });
  await expect(runExperiment(plan, options())).rejects.toThrow(
    /A-none-s1\.json was made by another configuration.*\(schedule\.warmup was true and is false\)/,
  );
  const bare = planExperiment('experiments/table1.yaml', {
    protocol: 'configs/protocols/comparison.yaml',
    overrides: ['data.corpus.folder=nowhere'],
  });
  await expect(runExperiment(bare, options())).rejects.toThrow(UserError);
  expect(told).toEqual([]);
});
