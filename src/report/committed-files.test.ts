import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { exampleResult } from '../../test/support/example-result.ts';
import { finishAll } from '../../test/support/finished-runs.ts';
import { INVENTED_PROTOCOL } from '../../test/support/invented-results.ts';
import { cellsOf } from '../../test/support/markdown-cells.ts';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { planExperiment } from '../experiment/plan.ts';
import { UserError } from '../platform/errors.ts';
import { resultPath, writeResult } from '../results/store.ts';
import { committedFiles, driftOf, writeCommitted } from './committed-files.ts';
import { allReportedExperiments } from './reported-experiment.ts';

const EXPERIMENTS = 'experiments';

it('what is committed in results/ is what its results give', { timeout: 300_000 }, () => {
  const given = allReportedExperiments('results', EXPERIMENTS);
  const drift = driftOf('results', given, committedFiles('results', given));
  expect(drift, 'run `make tables`').toEqual({ stale: [], leftover: [] });
});

describe('the tables of a folder', () => {
  const folder = temporaryFolder();
  let results: string;

  beforeEach(() => {
    results = folder('results');
    for (const bleu of [50.1, undefined]) {
      const arm = bleu === undefined ? 'none' : 'warmup';
      const cell = { experiment: 'table1', row: 'A', arm };
      const result = exampleResult({ cell, bleu });
      writeResult(resultPath(results, cell, 'demo', 1), { result });
    }
  });

  const given = () => allReportedExperiments(results, EXPERIMENTS);
  const files = () => committedFiles(results, given());
  const drift = () => driftOf(results, given(), files());
  const write = () => writeCommitted(results, files(), drift());

  it('are one for every experiment and protocol with results, with figures, and an overview', () => {
    const cell = { experiment: 'table3', row: 'unit', arm: 'adam' };
    const result = exampleResult({ cell, protocol: 'table3-demo' });
    writeResult(resultPath(results, cell, 'table3-demo', 1), { result });
    const names = [...files().keys()];
    expect(names.filter((name) => !name.includes('figures'))).toEqual([
      'README.md',
      'table1/demo/table.md',
      'table3/table3-demo/table.md',
    ]);
    expect(names).toContain('table1/demo/figures/arms.svg');
  });

  it("are there for an experiment of other experiments' rows once half of its cells are done", () => {
    const run = (experiment: string, rows: string[]) => {
      const selected = { rows, arms: ['warmup'], protocol: INVENTED_PROTOCOL };
      finishAll(results, planExperiment(`experiments/${experiment}.yaml`, selected));
    };
    run('table2', ['A', 'B', 'C', 'D']);
    expect([...files().keys()].filter((name) => name.startsWith('memory'))).toEqual([]);
    run('sm3', ['SM3II']);
    expect(files().get('memory/demo/table.md')).toContain('| SM3II ');
    expect([...files().keys()].filter((name) => name.startsWith('questions'))).toEqual([]);
  });

  it('are stale until written, then not; and again when a result changes', () => {
    expect(drift().stale).toEqual([...files().keys()]);
    write();
    expect(drift()).toEqual({ stale: [], leftover: [] });
    const cell = { experiment: 'table1', row: 'A', arm: 'warmup' };
    writeResult(resultPath(results, cell, 'demo', 1), { result: exampleResult({ bleu: 51 }) });
    expect(drift().stale).toEqual(expect.arrayContaining(['README.md', 'table1/demo/table.md']));
  });

  it('take the place of what an earlier version made', () => {
    write();
    for (const name of ['table.csv', 'figures/heatmap.svg']) {
      writeFileSync(join(results, 'table1/demo', name), '');
    }
    const leftover = ['table1/demo/table.csv', 'table1/demo/figures/heatmap.svg'];
    expect(drift()).toEqual({ stale: [], leftover });
    write();
    expect(drift()).toEqual({ stale: [], leftover: [] });
  });

  it('say at a glance what was run, and subtract no BLEU of the other task from ours', () => {
    const overview = files().get('README.md')!;
    expect(cellsOf(overview, '| [table1]').slice(0, 5)).toEqual([
      '[table1](table1/demo/table.md)',
      'demo',
      'builtin',
      '2 of 10',
      '1',
    ]);
    expect(overview).toMatch(/\| A +\| warm-up +\| 1 +\| +25\.6 \| +50\.1 \|/);
    expect(overview).not.toContain('ours − paper');
  });

  it('count our own comparisons apart from the claims of the paper', () => {
    const rows = ['SGD', 'Momentum', 'AdaGrad', 'RMSProp'];
    const selected = { rows, seeds: [1], protocol: INVENTED_PROTOCOL };
    finishAll(results, planExperiment('experiments/zoo.yaml', selected));
    const claims = (start: string) => cellsOf(files().get('README.md')!, start).slice(5, 7);
    expect(claims('| experiment')).toEqual(["the paper's claims", 'our own comparisons']);
    expect(claims('| [table1]')).toEqual(['open: 1, not run: 5', '–']);
    expect(claims('| [zoo]')).toEqual(['–', 'open: 2, not run: 5']);
  });

  it('are quoted in the manual, between the marks that it has for them', () => {
    const page = folder('README.md');
    const quoting = (part: string) => `before\n<!-- table1: ${part} -->\n<!-- end -->\nafter\n`;
    writeFileSync(page, quoting('G, A'));
    expect(drift().stale).toContain('../README.md');
    write();
    const text = readFileSync(page, 'utf8');
    expect(text).toMatch(
      /^before\n<!-- table1: G, A -->\n\n\| row [\s\S]*\|\n\n<!-- end -->\nafter\n$/,
    );
    expect([...text.matchAll(/^\| ([AG]) /gm)].map(([, row]) => row)).toEqual(['G', 'A']);
    expect(cellsOf(text, '| A').slice(2, 4)).toEqual(['25.6', '50.1']);
    writeFileSync(page, quoting('claims'));
    expect(files().get('../README.md')).toContain(
      '- **open: needs 4 more runs**: Without momentum,',
    );
    writeFileSync(page, quoting('Z'));
    expect(files).toThrow('table1 has no row Z');
    writeFileSync(page, quoting('A').replace('table1', 'table9'));
    expect(files).toThrow('quotes table9, which has no results');
  });

  it('are refused where there is nothing to make them of', () => {
    const message = 'nowhere: there is no result of any experiment';
    expect(() => allReportedExperiments(folder('nowhere'), EXPERIMENTS)).toThrow(message);
  });

  it('are refused where results belong to no experiment', () => {
    cpSync(join(results, 'table1'), join(results, 'tabel1'), { recursive: true });
    expect(files).toThrow(UserError);
    expect(files).toThrow(
      /tabel1: there are results, but no experiment tabel1; the experiments are/,
    );
  });

  it('are refused where their results are gone', () => {
    write();
    for (const arm of ['warmup', 'none']) rmSync(join(results, `table1/demo/A-${arm}-s1.json`));
    expect(files).toThrow('table1/demo/figures: made from results that are not there');
  });

  it('are refused where two files have one experiment', () => {
    const experiments = folder('experiments');
    mkdirSync(experiments);
    const text = readFileSync('experiments/table1.yaml', 'utf8');
    for (const name of ['one', 'two']) writeFileSync(join(experiments, `${name}.yaml`), text);
    expect(() => allReportedExperiments(results, experiments)).toThrow(
      'two files have the experiment table1',
    );
  });
});
