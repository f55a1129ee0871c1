import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { UserError } from '../errors.ts';
import { loadCorpus } from './corpus.ts';
import { trainVocabulary } from './vocabulary-trainer.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sublinear-trainer-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

it('makes the vocabulary that ships with the built-in corpus, byte for byte', async () => {
  const { train } = loadCorpus({ kind: 'builtin', seed: 1 });
  const path = join(folder, 'builtin.model');
  await trainVocabulary(
    train.flatMap(({ source, target }) => [source, target]),
    path,
    { size: 2500 },
  );
  expect(readFileSync(path).equals(readFileSync('configs/data/builtin.model'))).toBe(true);
});

it('says why it cannot train a vocabulary larger than the text allows', async () => {
  const path = join(folder, 'x.model');
  const training = trainVocabulary(['a b c'], path, { size: 500 });
  await expect(training).rejects.toThrow(UserError);
  await expect(training).rejects.toThrow(/Vocabulary size/);
});
