import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sublinear } from '../../test/support/command-line.ts';
import { takeAs } from '../../test/support/leases.ts';
import { SMALL } from '../../test/support/small-demo.ts';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { readResult } from '../results/store.ts';
import { failedAttempts } from '../train/failure.ts';

/*
 * The whole path through the real command line, on the built-in corpus: a few steps of a very small
 * model, translation, scoring, result files, table.
 */

const folder = temporaryFolder();

describe('sublinear train', () => {
  const train = (name: string) =>
    sublinear('train', 'configs/runs/demo-adam.yaml', '--folder', folder(name), ...SMALL);

  it('trains, translates and scores, and leaves a full record', async () => {
    const { code, stdout, stderr } = await train('one');
    expect(stderr).toMatch(/^demo-adam: 44,384 parameters, 6 steps, into /);
    expect(stderr).toMatch(
      /\nloading data\ntracing\nstep 2\/6 {2}loss \d+\.\d{3} {2}[\d,]+ tokens\/s\n/,
    );
    expect(stderr).not.toContain('{');
    expect(code).toBe(0);
    expect(stdout).toMatch(/BLEU \d+\.\d\d {2}nrefs:1\|case:mixed\|eff:no\|tok:13a\|smooth:exp/);
    expect(stdout).toMatch(/\ndevelopment log-perplexity \d\.\d{3}\n/);
    expect(stdout).toContain(`translate with it: npx sublinear translate ${folder('one')}\n`);
    expect(readdirSync(folder('one')).sort()).toEqual([
      '.lease',
      'checkpoints',
      'config.json',
      'log.ndjson',
      'result.json',
      'result.translations.tsv.gz',
      'test.translations.txt',
    ]);
    const result = readResult(folder('one', 'result.json'))!;
    expect(result.status).toBe('completed');
    expect(result.training.losses.map(({ step }) => step)).toEqual([2, 3, 4, 6]);
    expect(result.dev.map(({ step }) => step)).toEqual([3, 6]);
    expect(result.optimizerState.elements).toBe(2 * result.parameters);
    const log = readFileSync(folder('one', 'log.ndjson'), 'utf8').trim().split('\n');
    expect(log.map((line) => JSON.parse(line).msg)).toContain('finished');
    const text = readFileSync(folder('one', 'test.translations.txt'), 'utf8');
    expect(text.split('\n')).toHaveLength(501);
  });

  it('gives the same curves, scores and translations for the same seed, byte for byte', async () => {
    expect((await train('one')).code).toBe(0);
    expect((await train('two')).code).toBe(0);
    const [one, two] = ['one', 'two'].map((name) => readResult(folder(name, 'result.json'))!);
    const curves = ({ training, dev, test }: NonNullable<typeof one>) =>
      JSON.stringify({ training, dev, test });
    expect(curves(two!)).toBe(curves(one!));
    const [first, second] = ['one', 'two'].map((name) =>
      readFileSync(folder(name, 'test.translations.txt'), 'utf8'),
    );
    expect(second).toBe(first);
  });

  it('searches with a beam when asked to', async () => {
    const { code, stdout } = await sublinear(
      ...['train', 'configs/runs/demo-adam.yaml', '--folder', folder('beam'), ...SMALL],
      ...[
        '--set',
        'evaluation.search={ kind: beam, sentences: 500, extraLength: 1, beamSize: 2, alpha: 0.6 }',
      ],
    );
    expect(code).toBe(0);
    expect(stdout).toContain('BLEU');
  });

  it('is stopped, and not failed, while it waits for a silent holder of the folder', async () => {
    mkdirSync(folder('held'));
    takeAs(folder('held'), { host: 'node7', space: 'of node7' });
    const words = ['train', 'demo-adam', '--folder', folder('held'), '--backend', 'wasm'];
    const child = spawn(process.execPath, ['src/cli/sublinear.mjs', ...words]);
    let told = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      told += text;
      // It has said with how many threads it computes, so it listens to signals.
      if (/\d threads?\n$/.test(told)) child.kill('SIGTERM');
    });
    const [code] = await once(child, 'close');
    expect(told).toMatch(/stopped before it was known whether .* of node7, .*goes on/);
    expect(code).toBe(75);
    expect(readdirSync(folder('held'))).toEqual(['.lease']);
  });

  it('trains on WASM where TensorFlow is not to be had', async () => {
    const { code, stdout } = await sublinear(
      ...['train', 'configs/runs/demo-adam.yaml', '--folder', folder('wasm')],
      ...['--backend', 'wasm', ...SMALL],
    );
    expect(code).toBe(0);
    expect(stdout).toContain('BLEU');
  });
});

describe('sublinear run and table', () => {
  const experiment = 'experiments/table1.yaml';
  const where = () => ['--results', folder('results')];
  const part = ['--only', 'A,O', ...SMALL];
  const run = (...more: string[]) =>
    sublinear('run', experiment, ...where(), '--runs', folder('runs'), ...part, ...more);

  it('does every run, keeps finished ones, and prints the table', {
    timeout: 180_000,
  }, async () => {
    const first = await run('--workers', '2');
    expect(first.stderr).toContain('4 runs, 0 of them done already');
    expect(first.stderr).toContain('[4/4]');
    expect(first.code).toBe(0);
    const results = folder('results', 'table1', 'demo');
    const ofRuns = readdirSync(results).filter((name) => name.endsWith('.json'));
    expect(ofRuns).toHaveLength(4);

    // As after an interruption: one run has no result.
    rmSync(join(results, 'O-none-s1.json'));
    const kept = readFileSync(join(results, 'A-none-s1.json'), 'utf8');
    const second = await run();
    expect(second.stderr).toContain('4 runs, 3 of them done already');
    expect(second.stderr).toContain('O-none-s1: BLEU');
    expect(readFileSync(join(results, 'A-none-s1.json'), 'utf8')).toBe(kept);

    const table = await sublinear('table', experiment, ...where(), ...part);
    expect(table.code).toBe(0);
    expect(table.stdout).toMatch(/\| O +\| Adafactor +\| +25\.0 \| +\d+\.\d \|/);

    const other = await run('--set', 'training.steps=7');
    expect(other.code).toBe(2);
    expect(other.stderr).toContain('was made by another configuration');

    const half = join(results, 'A-none-s1.json');
    writeFileSync(half, kept.slice(0, kept.length / 2));
    const refused = await run();
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(`error: ${half}: not valid JSON`);
    expect(refused.stderr).toContain('restore the file, or remove it and run it again');
    expect(readFileSync(half, 'utf8')).toBe(kept.slice(0, kept.length / 2));
  });
});

it('reports a run that fails, also in its folder, and exits with code 1', async () => {
  const broken = folder('broken.model');
  writeFileSync(broken, 'not a model');
  const { code, stderr } = await sublinear(
    ...['run', 'experiments/table1.yaml', '--only', 'B', '--arms', 'warmup', ...SMALL],
    ...['--set', `data.vocabulary=${broken}`, '--results', folder(), '--runs', folder()],
  );
  expect(code).toBe(1);
  expect(stderr).toContain('[1/1] B-warmup-s1: failed: ');
  expect(stderr).toContain('error: runs without a result: 1 failed; the same command goes on');
  const single = ['train', 'configs/runs/demo-adam.yaml', '--folder', folder('single')];
  const trained = await sublinear(...single, ...SMALL, '--set', `data.vocabulary=${broken}`);
  expect(trained.code).not.toBe(0);
  const told = failedAttempts(folder('single')).map(({ message }) => message.split('\n')[0]!);
  expect(told).toHaveLength(1);
  expect(trained.stderr).toContain(told[0]!);
});

it("prints an experiment's optimiser state, as a table and as JSON", async () => {
  const memory = (...more: string[]) =>
    sublinear('memory', 'experiments/table1.yaml', '--sizes', 'base', ...more);
  const table = await memory();
  expect(table.code).toBe(0);
  expect(table.stdout).toMatch(/\| O +\| Adafactor +\| +60,880,896 \| +231,936 \| +927,744 \|/);
  const [base] = JSON.parse((await memory('--json')).stdout);
  expect(base.optimizers.at(-1)).toMatchObject({ row: 'O', state: { bytes: 927_744 } });
});
