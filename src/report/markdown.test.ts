import { describe, expect, it } from 'vitest';
import { loadExperiment } from '../experiment/definition.ts';
import { exampleResult } from '../results/example-result.ts';
import { markdownReport } from './markdown.ts';
import { summarise } from './summary.ts';

const EXPERIMENT = loadExperiment('experiments/table1.yaml');

const result = (row: string, arm: string, bleu: number | undefined, seed = 1) =>
  exampleResult({ cell: { experiment: 'table1', row, arm }, bleu, seed });

function lineOf(report: string, start: string): string {
  return report.split('\n').find((line) => line.startsWith(start))!;
}

/** The cells of a Markdown table row, without padding. */
function cellsOf(line: string): string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}

function report(results: ReturnType<typeof result>[]): string {
  return markdownReport(summarise(EXPERIMENT, results), results);
}

describe('markdownReport', () => {
  it("puts the paper's numbers beside ours, and a dash where nothing was run", () => {
    const cells = cellsOf(lineOf(report([result('A', 'warmup', 61.23)]), '| A'));
    expect(cells.slice(2)).toEqual(['25.6', '61.2', '1.500', '0.1', '–', '–']);
  });

  it('gives the mean and the range of several seeds', () => {
    const results = [result('A', 'warmup', 60, 1), result('A', 'warmup', 62, 2)];
    expect(report(results)).toContain('61.0 (60.0 to 62.0)');
  });

  it('says that a run diverged', () => {
    const both = [result('A', 'none', undefined, 1), result('A', 'none', 3, 2)];
    expect(cellsOf(lineOf(report(both.slice(0, 1)), '| A'))[6]).toBe('diverged');
    expect(cellsOf(lineOf(report(both), '| A'))[6]).toBe('3.0, 1 diverged');
  });

  it.each([
    [60, 20, 'the same direction here (BLEU difference: paper +25.5, ours +40.0)'],
    [20, 60, 'the opposite here (BLEU difference: paper +25.5, ours −40.0)'],
    [60.5, 60, 'no clear difference here'],
    [60, undefined, 'not run'],
  ])('judges a claim by means of %s and %s: %s', (higher, lower, verdict) => {
    const results = [result('A', 'warmup', higher), result('A', 'none', lower)];
    expect(lineOf(report(results), '- Without momentum, slow decay (A) needs')).toContain(verdict);
  });

  it('names protocol, data, seeds, signature and machine', () => {
    const text = report([result('A', 'warmup', 50, 3)]);
    for (const part of ['protocol demo', 'data builtin', 'seed 3', 'tok:13a', 'a processor']) {
      expect(text).toContain(part);
    }
  });

  it('is the same text for the same results', () => {
    const results = [result('A', 'warmup', 50), result('G', 'none', 40)];
    expect(report(results)).toBe(report(results));
  });
});

describe('summarise', () => {
  it('refuses results of two protocols in one table', () => {
    const other = exampleResult({ protocol: 'paper' });
    expect(() => summarise(EXPERIMENT, [exampleResult(), other])).toThrow(
      'results of two kinds cannot share a table',
    );
  });

  it('refuses results on two test sets', () => {
    const one = exampleResult();
    const { data } = one.provenance;
    const checksums = { ...data.checksums, test: 'f'.repeat(64) };
    const other = { ...one, provenance: { ...one.provenance, data: { ...data, checksums } } };
    expect(() => summarise(EXPERIMENT, [one, other])).toThrow('cannot share a table');
  });
});
