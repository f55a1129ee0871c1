import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bleu, corpusStatistics } from 'sacrebleu-ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { exampleResult } from '../../test/support/example-result.ts';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { UserError } from '../platform/errors.ts';
import { resultPath, writeResult } from '../results/store.ts';
import { packTranslations } from '../results/translations.ts';
import { loadExperiment } from './definition.ts';
import { loadResults } from './load-results.ts';

const EXPERIMENT = loadExperiment('experiments/table1.yaml');
const CELL = { experiment: 'table1', row: 'A', arm: 'warmup' };

const root = temporaryFolder();
let folder: string;
beforeEach(() => {
  folder = root('table1', 'demo');
  mkdirSync(folder, { recursive: true });
});

const translations = {
  translations: ['the cat sat', 'a dog'],
  statistics: corpusStatistics(bleu(), ['the cat sat', 'a dog'], [['the cat sat', 'the dog']]),
};

const path = resultPath('', CELL, 'demo', 1);
const write = () => writeResult(root(path), { result: exampleResult(), translations });
const read = () => loadResults(root(), EXPERIMENT, 'demo').runs;

it('reads every result with its sentences, and where it is from', () => {
  write();
  const [stored, ...others] = read();
  expect(others).toEqual([]);
  expect(stored!.file).toBe('table1/demo/A-warmup-s1.json');
  expect(stored!.result.test!.bleu.score).toBe(50);
  expect(stored!.sentences).toEqual(translations.statistics);
});

it('tells a run that diverged from a result that kept no translations', () => {
  const diverged = exampleResult({ cell: CELL, bleu: undefined, seed: 2 });
  const older = exampleResult({ cell: CELL, seed: 3 });
  writeResult(join(folder, 'A-warmup-s2.json'), { result: diverged });
  writeResult(join(folder, 'A-warmup-s3.json'), { result: older });
  expect(read().map(({ sentences }) => sentences)).toEqual(['diverged', undefined]);
});

it('refuses a folder that is not there', () => {
  expect(() => loadResults(root('nowhere'), EXPERIMENT, 'demo')).toThrow(
    'nowhere: there is no such folder of results',
  );
});

it('passes over what is made from results, translations whose result is still to come, and more of a run', () => {
  write();
  const beside = ['table.md', 'table.tex', 'curves.svg', '.DS_Store', 'A-warmup-s1.notes.txt'];
  for (const name of [...beside, 'A-none-s7.translations.tsv.gz']) {
    writeFileSync(join(folder, name), '');
  }
  expect(read()).toHaveLength(1);
});

it('reads the rows that it takes from another experiment from there, and nowhere else', () => {
  const memory = loadExperiment('experiments/memory.yaml');
  const cell = { experiment: 'table2', row: 'A', arm: 'warmup' };
  for (const [row, arm] of [
    ['A', 'warmup'],
    ['A', 'none'],
    ['G', 'warmup'],
  ] as const) {
    const other = { ...cell, row, arm };
    writeResult(resultPath(root(), other, 'demo', 1), { result: exampleResult({ cell: other }) });
  }
  const stored = loadResults(root(), memory, 'demo').runs;
  expect(stored.map(({ file }) => file)).toEqual(['table2/demo/A-warmup-s1.json']);
  mkdirSync(root('memory', 'demo'), { recursive: true });
  writeFileSync(root('memory', 'demo', 'A-warmup-s1.json'), '{}');
  expect(() => loadResults(root(), memory, 'demo')).toThrow(
    'the row A is that of table2, which has its results',
  );
});

it('passes over the folders of figures and of what was tried', () => {
  for (const name of ['figures', 'tuning']) mkdirSync(join(folder, name));
  expect(read()).toEqual([]);
});

it('is empty where nothing was run', () => {
  expect(loadResults(root(), EXPERIMENT, 'paper').runs).toEqual([]);
});

describe('what is no result of the table is refused, with the reason:', () => {
  it.each([
    ['notes.txt', 'notes.txt: no result file: expected ROW-ARM-sSEED.json'],
    ['Z-warmup-s1.json', 'table1 has no row Z; it has A, G, B, J, O'],
    ['A-cold-s1.json', 'the row A has no arm cold; it has warmup, none'],
    ['A-none-s1.notes.txt', 'there is no A-none-s1.json'],
    ['A-warmup-s1.json.123456', 'A-warmup-s1.json.123456: there is no A-warmup-s1.json'],
  ])('%s', (name, message) => {
    writeFileSync(join(folder, name), '{}');
    expect(read).toThrow(UserError);
    expect(read).toThrow(message);
  });

  it.each([
    [
      'a protocol',
      exampleResult({ protocol: 'paper' }),
      'protocol is "paper", but its place says "demo"',
    ],
    ['a seed', exampleResult({ seed: 2 }), 'seed is 2, but its place says 1'],
    [
      'a cell',
      exampleResult({ cell: { ...CELL, row: 'G' } }),
      'row is "G", but its place says "A"',
    ],
    ['no cell', { ...exampleResult(), cell: undefined }, 'experiment is undefined'],
  ])('%s other than its name says', (_what, result, message) => {
    writeResult(root(path), { result });
    expect(read).toThrow(UserError);
    expect(read).toThrow(`${root(path)}: ${message}`);
  });

  it('a file that its schema does not allow', () => {
    writeFileSync(join(folder, 'A-warmup-s1.json'), '{ "format": 2 }');
    expect(read).toThrow(UserError);
    expect(read).toThrow('A-warmup-s1.json');
  });

  it('a result whose translations are gone, or are others', () => {
    write();
    const file = join(folder, 'A-warmup-s1.translations.tsv.gz');
    writeFileSync(file, packTranslations('other'));
    expect(read).toThrow('SHA-256');
    rmSync(file);
    expect(read).toThrow(`${file}: missing`);
  });
});
