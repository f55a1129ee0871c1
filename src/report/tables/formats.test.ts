import { describe, expect, it } from 'vitest';
import { exampleReport, exampleStored } from '../../../test/support/example-stored.ts';
import { loadExperiment } from '../../experiment/definition.ts';
import { formatReport } from './formats.ts';

const EXPERIMENT = loadExperiment('experiments/table1.yaml');

const report = exampleReport([
  exampleStored('A', 'warmup', 60.123456789, { seed: 1 }),
  exampleStored('A', 'warmup', 62, { seed: 2 }),
  exampleStored('A', 'none', undefined),
]);

describe('csv', () => {
  const [header, ...lines] = formatReport(report, 'csv').trimEnd().split('\n');
  const value = (start: string, column: string) => {
    // The label is quoted, as it has commas; no other field has any.
    const fields = lines
      .find((line) => line.startsWith(start))!
      .replace(/"[^"]*"/, 'label')
      .split(',');
    return fields[header!.split(',').indexOf(column)];
  };

  it('has a line for each cell', () => {
    const cells = Object.keys(EXPERIMENT.rows).length * Object.keys(EXPERIMENT.arms).length;
    expect(lines).toHaveLength(cells);
    expect(lines[0]).toContain(',"Adam, β1 = 0, β2 = 0.999",');
  });

  it('has the spread of a cell, and nothing where nothing was run', () => {
    expect(value('table1,demo,A,"Adam, β1 = 0, β2 = 0.999",warmup', 'seeds')).toBe('1 2');
    expect(value('table1,demo,A,"Adam, β1 = 0, β2 = 0.999",warmup', 'bleuLeast')).toBe('60.123457');
    expect(value('table1,demo,A,"Adam, β1 = 0, β2 = 0.999",none', 'diverged')).toBe('1');
    expect(value('table1,demo,A,"Adam, β1 = 0, β2 = 0.999",none', 'bleuMean')).toBe('');
    expect(value('table1,demo,G', 'runs')).toBe('0');
  });
});

describe('latex', () => {
  const text = formatReport(report, 'latex');

  it('has a table with booktabs, and one of the claims', () => {
    expect(text.match(/\\begin\{table\}/g)).toHaveLength(2);
    for (const rule of ['toprule', 'midrule', 'bottomrule']) {
      expect(text.match(new RegExp(`\\\\${rule}`, 'g'))).toHaveLength(2);
    }
    expect(text).toContain(
      'A & Adam, $\\beta$1 = 0, $\\beta$2 = 0.999 & 25.6 & 61.1 $\\pm$ 1.3 (n 2) & 0.1 & diverged \\\\',
    );
  });

  it('has as many cells in each line as its table has columns', () => {
    const scores = text.split('\\midrule')[1]!.split('\\bottomrule')[0]!.trim().split('\n');
    for (const line of scores) expect(line.match(/ & /g)).toHaveLength(5);
  });
});

it('json is the report, its numbers to six decimals', () => {
  const parsed = JSON.parse(formatReport(report, 'json'));
  expect(parsed.rows[0].cells.warmup.runs[0].bleu).toBe(60.123457);
  const known = Object.entries(report).filter(([, value]) => value !== undefined);
  expect(Object.keys(parsed)).toEqual(known.map(([key]) => key));
});

it.each(['md', 'csv', 'latex', 'json'] as const)('%s ends with a line break', (format) => {
  expect(formatReport(report, format)).toMatch(/[^\n]\n$/);
});
