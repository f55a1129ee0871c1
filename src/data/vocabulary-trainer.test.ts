import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { UserError } from '../platform/errors.ts';
import { loadCorpus, sentencesOf } from './corpus.ts';
import { trainVocabulary } from './vocabulary-trainer.ts';

const folder = temporaryFolder();

it('makes the vocabulary that ships with the built-in corpus, byte for byte', async () => {
  const { train } = await loadCorpus({ kind: 'builtin', seed: 1 });
  const path = folder('builtin.model');
  await trainVocabulary(sentencesOf(train), path, { size: 2500 });
  expect(readFileSync(path).equals(readFileSync('configs/data/builtin.model'))).toBe(true);
});

it('says why it cannot train a vocabulary larger than the text allows', async () => {
  const path = folder('x.model');
  const training = trainVocabulary(['a b c'], path, { size: 500 });
  await expect(training).rejects.toThrow(UserError);
  await expect(training).rejects.toThrow(/Vocabulary size/);
});

it('says that the model cannot be written, which is no fault of the text', async () => {
  writeFileSync(folder('file'), '');
  const training = trainVocabulary(['a b c'], folder('file/x.model'), { size: 11 });
  await expect(training).rejects.toThrow(UserError);
  await expect(training).rejects.toThrow(/^\S+file\/x\.model: cannot be written: there is a file/);
});

it.each([
  ['lines that are too long', ['x '.repeat(3000)], 100, 'longer than 4192 bytes, are left out'],
  ['no line', [], 100, 'no line of the text can be used'],
  ['more characters than subwords', ['abcdefghijklmnopqrstuvwxyz'], 20, 'ask for at least 31'],
  ['less text than subwords', ['a b c'], 500, 'the text gives at most 11; ask for fewer'],
  ['no room beside the control symbols', ['a b c'], 4, 'is 4; expected a whole number over 4'],
  ['half a subword', ['a b c'], 300.5, 'is 300.5; expected a whole number'],
  ['no number', ['a b c'], Number.NaN, 'is NaN; expected a whole number'],
])('says what to do about %s', async (_what, sentences, size, message) => {
  const training = trainVocabulary(sentences, folder('x.model'), { size });
  await expect(training).rejects.toThrow(UserError);
  await expect(training).rejects.toThrow(message);
});
