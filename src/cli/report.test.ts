import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { sublinear } from '../../test/support/command-line.ts';
import { exampleResult } from '../../test/support/example-result.ts';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { resultPath, writeResult } from '../results/store.ts';

/* `sublinear table` and `sublinear report` through the real command line, on results made up here. */

const folder = temporaryFolder();
let results: string;

beforeEach(() => {
  results = folder('results');
  for (const [row, seed] of [
    ['A', 1],
    ['A', 2],
    ['O', 1],
  ] as const) {
    const cell = { experiment: 'table1', row, arm: 'warmup' };
    const result = exampleResult({ cell, seed, bleu: 40 + seed });
    writeResult(resultPath(results, cell, 'demo', seed), { result });
  }
});

const onResults = (command: string, ...args: string[]) =>
  sublinear(command, ...args, '--results', results);

const table = (...args: string[]) => onResults('table', 'experiments/table1.yaml', ...args);

describe('sublinear table', () => {
  it('prints every seed that has a result, or those asked for', async () => {
    expect((await table()).stdout).toMatch(/\| A +\|.*\| 41\.5 ± 0\.7 \(n 2\) \|/);
    expect((await table('--seeds', '2')).stdout).toMatch(/\| A +\|.*\| +42\.0 \|/);
  });

  it('is what run --table prints where all is done', async () => {
    const selection = ['table2', '--only', 'A', '--arms', 'none', '--seeds', '11'];
    const [ran, printed] = [
      await sublinear('run', ...selection, '--table'),
      await sublinear('table', ...selection),
    ];
    expect(ran.stderr).toContain('1 run, 1 of them done already');
    expect([ran.code, ran.stdout]).toEqual([0, printed.stdout]);
  });

  it('writes a file where asked to, and prints nothing then', async () => {
    const output = folder('deep', 'table.tex');
    const { code, stdout } = await table('--format', 'latex', '--out', output);
    expect([code, stdout]).toEqual([0, '']);
    expect(readFileSync(output, 'utf8')).toContain('\\begin{tabular}');
  });

  it('refuses an output that cannot be written', async () => {
    const { code, stdout, stderr } = await table('--out', '/dev/null/table.md');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('/dev/null/table.md: cannot be written');
  });
});

describe('sublinear report', () => {
  const report = (...args: string[]) => onResults('report', ...args);

  it('prints an overview of all, the table of one, and other formats', async () => {
    expect((await report()).stdout).toContain('# What is reproduced so far');
    expect((await report('table1')).stdout).toBe((await table()).stdout);
    const { stdout } = await report('table1', '--format', 'json', '--only', 'A,O');
    const { rows, rule } = JSON.parse(stdout);
    expect(rows.map(({ row }: { row: string }) => row)).toEqual(['A', 'O']);
    expect(rule.claims).toBe(6);
    expect((await report('table1', '--format', 'svg', '--figure', 'arms')).stdout).toMatch(
      /^<svg /,
    );
    const two = await report('table1', 'table3', '--format', 'csv');
    expect(two.stdout.match(/^experiment,/gm)).toHaveLength(1);
  });

  it('writes all results as one page', async () => {
    const out = folder('page', 'report.html');
    expect(await report('--format', 'html', '--out', out)).toMatchObject({ code: 0, stdout: '' });
    expect(readFileSync(out, 'utf8').includes('"root":"../results/"')).toBe(true);
  });

  it('shows one experiment as a page, wherever its file lies', async () => {
    const file = folder('own.yaml');
    const table1 = join(process.cwd(), 'experiments/table1.yaml');
    writeFileSync(file, `extends: ${table1}\nexperiment: own\n`);
    const cell = { experiment: 'own', row: 'A', arm: 'warmup' };
    const result = exampleResult({ cell, seed: 1, bleu: 12.34 });
    writeResult(resultPath(results, cell, 'demo', 1), { result });
    const { code, stdout } = await report(file, '--format', 'html');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^<!doctype html>/i);
    expect(stdout).toContain('12.34');
  });

  it('writes what is committed, finds it as it should be, and says what is not', async () => {
    expect((await report('--write')).stdout).toMatch(/^\d+ files: \d+ written, 0 removed\n$/);
    expect(await report('--write', '--check')).toMatchObject({ code: 0 });
    writeFileSync(join(results, 'table1/demo/table.md'), 'edited');
    writeFileSync(join(results, 'table1/demo/table.tex'), 'of an earlier version');
    const { code, stderr } = await report('--write', '--check');
    expect(code).toBe(1);
    expect(stderr).toContain(
      'table1/demo/table.md, table1/demo/table.tex; `sublinear report --write`',
    );
    expect(readFileSync(join(results, 'table1/demo/table.md'), 'utf8')).toBe('edited');
    expect((await report('--write')).stdout).toContain('1 written, 1 removed');
  });

  it('refuses a stray file, and writes nothing', async () => {
    writeFileSync(join(results, 'table1', 'demo', 'notes.txt'), '');
    const { code, stderr } = await report('--write');
    expect(code).toBe(2);
    expect(stderr).toContain('notes.txt: no result file: expected ROW-ARM-sSEED.json');
    expect(existsSync(join(results, 'README.md'))).toBe(false);
  });

  it.each([
    [['--check'], '--check goes with --write'],
    [['table1', '--write'], '--write is of all results'],
    [['--format', 'csv'], '--format csv: give an experiment'],
    [['--format', 'svg'], '--format svg: give one experiment'],
    [['--write', '--out', 'x.md'], '--out goes with one text; --write has its own files'],
    [['--group', 'momentum'], "--group takes a part of an experiment's table"],
    [
      ['table3', '--format', 'html'],
      'table3: there is no result; `sublinear run experiments/table3.yaml` makes them',
    ],
    [['--write', '--only', 'A'], "--only takes a part of an experiment's table"],
    [['table1', '--figure', 'dev'], '--figure goes with --format svg'],
    [
      ['table1', '--format', 'svg', '--figure', 'x'],
      'there is no such figure; the figures of table1',
    ],
    [['tabel1'], 'did you mean table1?'],
  ])('refuses %j', async (args, message) => {
    const { code, stdout, stderr } = await report(...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });
});
