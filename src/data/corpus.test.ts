import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { loadCorpus, splitChecksum, type TextCorpusConfig } from './corpus.ts';

const folder = temporaryFolder();

beforeEach(() => {
  for (const split of ['train', 'val', 'test']) {
    writeFileSync(folder(`${split}.en`), `${split} one\n${split} two\n`);
    writeFileSync(folder(`${split}.de.gz`), gzipSync(`${split} eins\n${split} zwei\n`));
  }
});

const config = (): TextCorpusConfig => ({
  kind: 'folder',
  folder: folder(),
  files: { train: 'train', dev: 'val', test: 'test' },
  languages: { source: 'en', target: 'de' },
});

describe('a folder of plain text', () => {
  it('gives the pairs of each split, line by line', async () => {
    const { train, dev } = await loadCorpus(config());
    expect(train).toEqual([
      { source: 'train one', target: 'train eins' },
      { source: 'train two', target: 'train zwei' },
    ]);
    expect(dev[1]).toEqual({ source: 'val two', target: 'val zwei' });
  });

  it('is refused when the two sides differ in their number of lines', async () => {
    writeFileSync(folder('val.en'), 'only one\n');
    await expect(loadCorpus(config())).rejects.toThrow(
      /val\.en has 1 lines and .*val\.de\.gz has 2/,
    );
  });

  it('is refused when a file is empty', async () => {
    writeFileSync(folder('val.de'), '');
    await expect(loadCorpus(config())).rejects.toThrow('val.de: the file is empty');
    writeFileSync(folder('val.en'), '');
    await expect(loadCorpus(config())).rejects.toThrow('val.en: the file is empty');
  });
});

it('the built-in corpus has its three splits', async () => {
  const { train, dev, test } = await loadCorpus({ kind: 'builtin', seed: 1 });
  expect([train.length, dev.length, test.length]).toEqual([20_000, 500, 500]);
});

it('a checksum changes with any character, and with what stands on which side', () => {
  const checksum = splitChecksum([{ source: 'a', target: 'b' }]);
  expect(checksum).toMatch(/^[0-9a-f]{64}$/);
  expect(splitChecksum([{ source: 'a', target: 'b' }])).toBe(checksum);
  expect(splitChecksum([{ source: 'b', target: 'a' }])).not.toBe(checksum);
  expect(splitChecksum([{ source: 'a', target: 'c' }])).not.toBe(checksum);
});
