import { writeFileSync } from 'node:fs';
import { PbfWriter } from 'pbf';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { UserError } from '../platform/errors.ts';
import { loadCorpus } from './corpus.ts';
import { exampleLength } from './examples.ts';
import { loadVocabulary } from './vocabulary.ts';

const BUILTIN = 'configs/data/builtin.model';

describe('the vocabulary of the built-in corpus', () => {
  it('has the control symbols first', async () => {
    const { padId, unkId, bosId, eosId, size } = await loadVocabulary(BUILTIN);
    expect([padId, unkId, bosId, eosId]).toEqual([0, 1, 2, 3]);
    expect(size).toBe(2500);
  });

  it('gives every sentence back, without an unknown piece', async () => {
    const vocabulary = await loadVocabulary(BUILTIN);
    const { dev, test } = await loadCorpus({ kind: 'builtin', seed: 1 });
    for (const { source, target } of [...dev, ...test]) {
      for (const text of [source, target]) {
        const ids = vocabulary.encode(text);
        expect(ids).not.toContain(vocabulary.unkId);
        expect(vocabulary.decode(ids)).toBe(text);
      }
    }
  });
});

it('an example needs room for its longer side and the end symbol', () => {
  expect(exampleLength({ source: [5, 6], target: [7] })).toBe(3);
  expect(exampleLength({ source: [5], target: [7, 8, 9] })).toBe(4);
});

describe('what is refused', () => {
  const folder = temporaryFolder();

  function modelWith(pieces: readonly string[]): Uint8Array {
    const writer = new PbfWriter();
    for (const piece of pieces) {
      writer.writeMessage(
        1,
        (text: string, message: PbfWriter) => {
          message.writeStringField(1, text);
        },
        piece,
      );
    }
    return writer.finish();
  }

  it.each([
    ['a file that is not there', undefined, 'no vocabulary at'],
    ['a model without padding', modelWith(['<unk>', '<s>', '</s>', 'a']), 'has no <pad> symbol'],
    ['a file that is no model', new TextEncoder().encode('hello world\n'), 'a.model'],
  ])('%s', async (_what, bytes, message) => {
    const path = folder('a.model');
    if (bytes !== undefined) writeFileSync(path, bytes);
    await expect(loadVocabulary(path)).rejects.toThrow(UserError);
    await expect(loadVocabulary(path)).rejects.toThrow(message);
  });
});
