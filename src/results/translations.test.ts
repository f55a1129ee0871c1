import { writeFileSync } from 'node:fs';
import { bleu, corpusBleu, corpusStatistics, pairedBootstrap } from 'sacrebleu-ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { UserError } from '../platform/errors.ts';
import {
  checksumOf,
  formatTranslations,
  packTranslations,
  readTranslations,
  type ScoredTranslations,
  translationsPath,
} from './translations.ts';

const REFERENCES = ['Der Hund bellt im Garten .', 'Sie las das ganze Buch .', 'Wo ist er ?'];
const TRANSLATIONS = ['Der Hund bellt im Park .', 'Sie las\tdas Buch “ganz” .', ''];

const metric = bleu();
const scored = (translations: readonly string[]): ScoredTranslations => ({
  translations,
  statistics: corpusStatistics(metric, translations, [REFERENCES]),
});

const folder = temporaryFolder();
let path: string;
beforeEach(() => {
  path = folder('A.translations.tsv.gz');
});

const write = (text: string): string => {
  writeFileSync(path, packTranslations(text));
  return checksumOf(text);
};

it('lie beside the result', () => {
  expect(translationsPath('results/table1/demo/A-none-s1.json')).toBe(
    'results/table1/demo/A-none-s1.translations.tsv.gz',
  );
});

describe('translations', () => {
  it('come back from the file as they were, tabs, empty lines and all', () => {
    const checksum = write(formatTranslations(scored(TRANSLATIONS)));
    expect(readTranslations(path, checksum)).toEqual(scored(TRANSLATIONS));
  });

  it('carry all that the score needs, without the references', () => {
    const checksum = write(formatTranslations(scored(TRANSLATIONS)));
    const { statistics } = readTranslations(path, checksum)!;
    const [test] = pairedBootstrap(metric, [statistics, statistics], { samples: 10 });
    expect(test!.score.score).toBe(corpusBleu(TRANSLATIONS, [REFERENCES]).score);
  });

  it('are none where there is no file', () => {
    expect(readTranslations(path, checksumOf(''))).toBeUndefined();
  });

  it('are written as they are', () => {
    const lines = formatTranslations(scored(['a \\n "b"', 'b', 'c'])).split('\n');
    expect(lines[0]).toMatch(/\ttranslation$/);
    expect(lines[1]).toMatch(/\ta \\n "b"$/);
  });
});

describe('a file of translations', () => {
  it('of another run than the result is refused', () => {
    write(formatTranslations(scored(TRANSLATIONS)));
    expect(() => readTranslations(path, '0'.repeat(64))).toThrow(UserError);
    expect(() => readTranslations(path, '0'.repeat(64))).toThrow(`${path}: its SHA-256 is`);
  });

  it.each([
    ['that is no gzip file', Buffer.from('text')],
    ['cut short', packTranslations(formatTranslations(scored(TRANSLATIONS))).subarray(0, 60)],
  ])('%s is refused', (_what, bytes) => {
    writeFileSync(path, bytes);
    expect(() => readTranslations(path, '0'.repeat(64))).toThrow(`${path}: not a readable gzip`);
  });

  it.each([
    ['another header', (text: string) => text.replace('matched1', 'hits1'), 'expected the columns'],
    ['a word for a number', (text: string) => text.replace('\n6\t', '\nsix\t'), 'line 2'],
    ['a line cut short', (text: string) => `${text}1\t2\n`, 'line 5'],
  ])('with %s is refused', (_what, damage, message) => {
    const checksum = write(damage(formatTranslations(scored(TRANSLATIONS))));
    expect(() => readTranslations(path, checksum)).toThrow(UserError);
    expect(() => readTranslations(path, checksum)).toThrow(message);
  });
});
