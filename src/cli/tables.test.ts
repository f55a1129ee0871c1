import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exampleResult } from '../../test/support/example-result.ts';
import { resultPath, writeResult } from '../results/store.ts';

/* `sublinear table` and `sublinear tables` through the real command line, on results made up here. */

let folder: string;
let results: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sublinear-tables-'));
  results = join(folder, 'results');
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

afterEach(() => rmSync(folder, { recursive: true }));

type Outcome = { code: number; stdout: string; stderr: string };

function sublinear(command: string, ...args: string[]): Promise<Outcome> {
  const all = ['src/cli/sublinear.mjs', command, ...args, '--results', results];
  return new Promise((resolve) => {
    execFile(process.execPath, all, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

const table = (...args: string[]) => sublinear('table', 'experiments/table1.yaml', ...args);

describe('sublinear table', () => {
  it('prints every seed that has a result, or those asked for', async () => {
    expect((await table()).stdout).toMatch(/\| A +\|.*\| 41\.5 ± 0\.7 \(n 2\) \|/);
    expect((await table('--seeds', '2')).stdout).toMatch(/\| A +\|.*\| +42\.0 \|/);
  });

  it('shows the rows asked for, and counts all claims', async () => {
    const { stdout } = await table('--only', 'A,O', '--json');
    const report = JSON.parse(stdout);
    expect(report.rows.map(({ row }: { row: string }) => row)).toEqual(['A', 'O']);
    expect(report.rule.claims).toBe(6);
  });

  it('writes a file where asked to, and prints nothing then', async () => {
    const output = join(folder, 'deep', 'table.tex');
    const { code, stdout } = await table('--format', 'latex', '--output', output);
    expect([code, stdout]).toEqual([0, '']);
    expect(readFileSync(output, 'utf8')).toContain('\\begin{tabular}');
  });

  it.each([
    [
      'a format that is not there',
      ['--format', 'xml'],
      'expected one of markdown, csv, latex, json',
    ],
    ['a row that is not there', ['--only', 'Z'], 'there is no row "Z"'],
    [
      'an output that cannot be written',
      ['--output', '/dev/null/table.md'],
      '/dev/null/table.md: cannot be written',
    ],
  ])('refuses %s', async (_what, args, message) => {
    const { code, stdout, stderr } = await table(...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });
});

describe('sublinear tables', () => {
  it('writes all tables, then finds them as they should be, and says which is not', async () => {
    expect((await sublinear('tables')).stdout).toBe('wrote 5 files, 5 of them new or changed\n');
    expect(await sublinear('tables', '--check')).toMatchObject({ code: 0 });
    const changed = join(results, 'table1', 'demo', 'table.csv');
    writeFileSync(changed, 'edited');
    const { code, stderr } = await sublinear('tables', '--check');
    expect(code).toBe(1);
    expect(stderr).toContain(`not what the results give: ${changed};`);
    expect(readFileSync(changed, 'utf8')).toBe('edited');
  });

  it('refuses a stray file, and writes nothing', async () => {
    writeFileSync(join(results, 'table1', 'demo', 'notes.txt'), '');
    const { code, stderr } = await sublinear('tables');
    expect(code).toBe(2);
    expect(stderr).toContain('notes.txt: no result file: expected ROW-ARM-sSEED.json');
    expect(existsSync(join(results, 'README.md'))).toBe(false);
  });
});
