import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { bleu, corpusStatistics } from 'sacrebleu-ts';
import { expect, it } from 'vitest';
import { exampleResult } from '../../test/support/example-result.ts';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { UserError } from '../platform/errors.ts';
import { readResult, resultPath, writeResult } from './store.ts';
import { readTranslations, translationsPath } from './translations.ts';

const folder = temporaryFolder();

it('has one file for a cell, protocol and seed', () => {
  const cell = { experiment: 'table1', row: 'A', arm: 'none' };
  expect(resultPath('results', cell, 'demo', 2)).toBe('results/table1/demo/A-none-s2.json');
});

it('reads back what it wrote, and leaves nothing else in the folder', () => {
  const path = folder('deep', 'A.json');
  writeResult(path, { result: exampleResult() });
  expect(readResult(path)).toEqual(exampleResult());
  expect(readdirSync(folder('deep'))).toEqual(['A.json']);
});

it('writes translations beside the result, which knows their checksum', () => {
  const path = folder('A.json');
  const translations = {
    translations: ['ein Haus'],
    statistics: corpusStatistics(bleu(), ['ein Haus'], [['das Haus']]),
  };
  writeResult(path, { result: exampleResult(), translations });
  const checksum = readResult(path)!.test!.translations!;
  expect(readTranslations(translationsPath(path), checksum)).toEqual(translations);
});

it('knows no result where there is no file', () => {
  expect(readResult(folder('A.json'))).toBeUndefined();
});

it('refuses to write a result that its schema does not allow', () => {
  const path = folder('deep', 'A.json');
  const wrong = { ...exampleResult(), parameters: -1 };
  expect(() => writeResult(path, { result: wrong })).toThrow('parameters');
  expect(readdirSync(folder())).toEqual([]);
});

it.each([
  ['half a file', (text: string) => text.slice(0, 100), 'not valid JSON'],
  ['another format', (text: string) => text.replace('"format": 1', '"format": 2'), 'format'],
  ['a list', () => '[]', 'expected a JSON object'],
  [
    'an unknown key',
    (text: string) => text.replace('"parameters"', '"parametres"'),
    'unknown key "parametres"',
  ],
])('refuses to read %s, naming the file', (_what, damage, message) => {
  const path = folder('A.json');
  writeResult(path, { result: exampleResult() });
  writeFileSync(path, damage(readFileSync(path, 'utf8')));
  expect(() => readResult(path)).toThrow(UserError);
  expect(() => readResult(path)).toThrow(message);
  expect(() => readResult(path)).toThrow(path);
});

it('refuses a result in which a number was changed, and says what to do', () => {
  const path = folder('A.json');
  writeResult(path, { result: exampleResult({ bleu: 27.31 }) });
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replace('27.31', '28.31'));
  expect(() => readResult(path)).toThrow(UserError);
  expect(() => readResult(path)).toThrow(
    /A\.json: is not as it was written: .*; restore the file, or/,
  );
  writeFileSync(path, text);
  expect(readResult(path)).toEqual(exampleResult({ bleu: 27.31 }));
});

it('its checksum is that of the file with zeros in its place, for any language to check', () => {
  const path = folder('A.json');
  writeResult(path, { result: exampleResult() });
  const text = readFileSync(path, 'utf8');
  const { sha256 } = JSON.parse(text);
  const blank = text.replace(sha256, '0'.repeat(64));
  expect(createHash('sha256').update(blank).digest('hex')).toBe(sha256);
});

it('reads a result without a checksum, as earlier versions wrote it', () => {
  const path = folder('A.json');
  writeFileSync(path, JSON.stringify(exampleResult()));
  expect(readResult(path)).toEqual(exampleResult());
});
