import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { SentencePieceProcessor } from 'sentencepiece-js';
import { beforeAll, describe, expect, it } from 'vitest';
import { sharedFolder } from '../../test/support/shared-folder.ts';
import { charsmapKeysContain, parseModel } from './sentencepiece-model.ts';
import { loadVocabulary, type Vocabulary } from './vocabulary.ts';
import { trainVocabulary } from './vocabulary-trainer.ts';
import { encodesWordByWord, wordEncoder } from './word-encoder.ts';

/** Every letter here is in the text below, so nothing is unknown to its vocabulary. */
const LETTERS = 'abcdefghijklmnopqrstuvwxyzäöüßABCDEÄÖÜ0123456789.,;:!?()-"';

const TEXT = [
  'the quick brown fox jumps over the lazy dog.',
  'zwölf boxkämpfer jagen viktor quer über den großen sylter deich!',
  'schöne grüße aus köln, sagt der bär: "äh (ja)?" - 1234567890;',
  `${[...LETTERS].join(' ')} ${LETTERS}`,
];

const path = join(sharedFolder(), 'x.model');
let vocabulary: Vocabulary;
let whole: SentencePieceProcessor;

beforeAll(async () => {
  await trainVocabulary(TEXT, path, { size: 120 });
  vocabulary = await loadVocabulary(path);
  whole = new SentencePieceProcessor();
  await whole.load(path);
});

const model = () => parseModel(readFileSync(path));

describe('encoding word by word', () => {
  it('is what a vocabulary that `sublinear vocab` trains allows', () => {
    expect(encodesWordByWord(model())).toBe(true);
  });

  it('gives what sentencepiece gives for the whole sentence, whatever the text', () => {
    const odd = fc.constantFrom(
      ' ',
      '  ',
      '\u00a0',
      '\u3000',
      '\u200b',
      '\t',
      '\u0301',
      '\u0308',
      '\u00a8',
      '\u2581',
      '<s>',
      '<unk>',
      'ﬁ',
      '中',
      'a',
      'the',
    );
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: 'binary' }),
      fc
        .array(fc.oneof(odd, fc.string({ maxLength: 3 })), { maxLength: 20 })
        .map((parts) => parts.join('')),
    );
    const words = wordEncoder((word) => whole.encodeIds(word));
    fc.assert(
      fc.property(text, (sentence) => {
        expect(words(sentence)).toEqual(whole.encodeIds(sentence));
      }),
      { numRuns: 1000 },
    );
  });

  it.each<[string, (good: ReturnType<typeof model>) => ReturnType<typeof model>]>([
    ['another kind of model', (good) => ({ ...good, modelType: 1 })],
    ['spaces at the end of words', (good) => ({ ...good, treatWhitespaceAsSuffix: true })],
    [
      'a piece that crosses words',
      (good) => ({ ...good, pieces: [...good.pieces, { text: 'a\u2581b', type: 1 }] }),
    ],
    [
      'a piece of the user',
      (good) => ({ ...good, pieces: [...good.pieces, { text: 'x', type: 4 }] }),
    ],
    [
      'no piece for a space',
      (good) => ({ ...good, pieces: good.pieces.filter(({ text }) => text !== '\u2581') }),
    ],
    [
      'white space that counts',
      (good) => ({ ...good, normalizer: { ...good.normalizer, removeExtraWhitespaces: false } }),
    ],
  ])('is not used with %s', (_what, change) => {
    expect(encodesWordByWord(change(model()))).toBe(false);
  });
});

it('knows which bytes are in the keys of a normaliser', () => {
  const { charsmap } = model().normalizer;
  // A tab is replaced by a space; a with a combining accent by one character; a space never.
  expect(charsmapKeysContain(charsmap, 0x09)).toBe(true);
  expect(charsmapKeysContain(charsmap, 0x61)).toBe(true);
  expect(charsmapKeysContain(charsmap, 0x20)).toBe(false);
});

it('decodes what it encoded, normalised', () => {
  const pieces = [...LETTERS, ' ', '  ', '\t', '\u00a0', 'a\u0308', 'U\u0308', 'ﬁ', '１', '\u0007'];
  const text = fc.array(fc.constantFrom(...pieces)).map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, (sentence) => {
      const normalised = sentence
        .replaceAll('\u0007', '')
        .normalize('NFKC')
        .replace(/\s+/g, ' ')
        .trim();
      expect(vocabulary.decode(vocabulary.encode(sentence))).toBe(normalised);
    }),
    { numRuns: 500 },
  );
});
