import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { sublinearHere } from '../../test/support/command-line.ts';
import { finish, resultOf } from '../../test/support/finished-runs.ts';
import { overrides, SMALL_MODEL } from '../../test/support/small-demo.ts';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { checkpointSteps } from '../checkpoint/store.ts';
import { planExperiment } from '../experiment/plan.ts';
import { resultFile } from '../experiment/run-files.ts';
import { leaseHolder } from '../platform/lease.ts';
import type { LeaseRecord } from '../platform/lease-record.ts';
import { readResult, writeResult } from '../results/store.ts';

const folder = temporaryFolder();

const where = () => ['--results', folder('results'), '--runs', folder('runs')];

describe('a run whose process is killed', () => {
  const SETTINGS = overrides([
    ...SMALL_MODEL,
    'training.steps=400',
    'training.logEvery=50',
    'training.evaluateEvery=400',
    'data.batching={ tokens: 128, lengths: [32] }',
    'evaluation.search.extraLength=1',
    'evaluation.search.sentences=500',
  ]);

  let runner: ChildProcess;

  afterEach(() => {
    runner.kill('SIGKILL');
  });

  it('goes on from its checkpoint, and the runner goes on with it', {
    timeout: 180_000,
  }, async () => {
    runner = spawn(
      process.execPath,
      [
        ...['src/cli/sublinear.mjs', 'run', 'experiments/table1.yaml', '--only', 'O'],
        ...['--arms', 'none', '--checkpoint-every', '20', ...SETTINGS, ...where()],
      ],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    let stderr = '';
    runner.stderr!.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const exit = once(runner, 'exit');
    const run = folder('runs', 'table1', 'demo', 'O-none-s1');
    const checkpoints = join(run, 'checkpoints');
    while (checkpointSteps(checkpoints).length === 0) await sleep(5);
    process.kill((leaseHolder(run) as LeaseRecord).pid, 'SIGKILL');

    expect(await exit).toEqual([0, null]);
    expect(stderr).toContain(
      'O-none-s1: failed, and is tried again: the process was ended by SIGKILL',
    );
    expect(stderr).toContain('[1/1] O-none-s1: BLEU');
    const log = readFileSync(join(run, 'log.ndjson'), 'utf8');
    expect(log).toContain('goes on from a checkpoint');
    expect(existsSync(join(run, 'failure.json'))).toBe(false);
    const result = readResult(folder('results', 'table1', 'demo', 'O-none-s1.json'))!;
    expect(result.training.losses.map(({ step }) => step)).toEqual(
      Array.from({ length: 8 }, (_, i) => 50 * (i + 1)),
    );
  });
});

describe('sublinear run --dry-run', () => {
  const plan = planExperiment('experiments/table1.yaml', { rows: ['O', 'A'], arms: ['none'] });
  const dryRun = (...more: string[]) =>
    sublinearHere(
      ...['run', 'experiments/table1.yaml', '--only', 'O, A', '--arms', 'none', '--dry-run'],
      ...[...where(), ...more],
    );

  it('lists what there is to do, in order, and does none of it', async () => {
    finish(folder('results'), plan.runs[1]!);
    const { code, stdout } = await dryRun();
    expect(code).toBe(0);
    expect(stdout).toContain('table1 under demo: 2 runs, 1 done, 1 to do.');
    expect(stdout).toMatch(/O-none-s1 +\| to do .*\n.*A-none-s1 +\| done/);
    expect(existsSync(folder('runs'))).toBe(false);
    const listed = JSON.parse((await dryRun('--json', '--workers', '2')).stdout);
    expect(listed).toMatchObject({ experiment: 'table1', done: 1, workers: 2 });
  });

  it('lists the runs of the next round alone, within the budget', async () => {
    const { stdout, stderr } = await sublinearHere(
      ...['run', 'experiments/table1.yaml', '--only', 'O,A', '--dry-run', '--json'],
      ...['--until-decided', '--budget', '7', ...where()],
    );
    expect(stderr).toContain('round 1: 2 claims, 6 runs');
    expect(JSON.parse(stdout).runs).toHaveLength(6);
  });

  it('says what data is missing to do it, and exits with code 2', async () => {
    const { code, stdout, stderr } = await dryRun('--set', 'data.vocabulary=no-100.model');
    expect(code).toBe(2);
    expect(stdout).toContain('2 to do');
    expect(stderr).toContain('no vocabulary at no-100.model');
    expect(stderr).toContain('npx sublinear vocab configs/data/builtin.yaml --size 100');
  });
});

describe('bad input ends with code 2 and the reason, and nothing is run', () => {
  it.each([
    [
      'a protocol that is not there',
      ['--protocol', 'configs/protocols/no.yaml'],
      'no.yaml: cannot be read (ENOENT); there are comparison-greedy.yaml, comparison',
    ],
    [
      'a protocol without its corpus',
      ['--protocol', 'configs/protocols/comparison.yaml', '--set', 'data.corpus.folder=no'],
      'the protocol comparison has no data to run on: no file at no/train.en',
    ],
  ])('%s', async (_what, flags, message) => {
    const { code, stderr } = await sublinearHere('run', 'table1', ...flags, ...where());
    expect(stderr).toContain(message);
    expect(code).toBe(2);
    expect(readdirSync(folder())).toEqual([]);
  });

  const [run] = planExperiment('experiments/table1.yaml').runs;
  const table = () =>
    sublinearHere('table', 'experiments/table1.yaml', '--results', folder('results'));

  it('a result that its schema does not allow', async () => {
    const results = folder('results');
    finish(results, run!);
    const path = resultFile(results, run!);
    const text = readFileSync(path, 'utf8').replace('"parameters": 330000', '"parameters": -1');
    writeFileSync(path, text);
    for (const { code, stderr } of [
      await table(),
      await sublinearHere('run', 'experiments/table1.yaml', ...where()),
    ]) {
      expect(code).toBe(2);
      expect(stderr).toContain(`the result file ${path} is not valid`);
      expect(stderr).toContain('parameters');
    }
  });

  it('a result of another protocol among those of this one', async () => {
    const results = folder('results');
    finish(results, run!);
    const config = { ...run!.config, protocol: 'paper' };
    writeResult(resultFile(results, run!), { result: resultOf({ ...run!, config }) });
    const { code, stderr } = await table();
    expect(code).toBe(2);
    expect(stderr).toMatch(/protocol is "paper", but its place says "demo"/);
  });
});
