import { expect, it } from 'vitest';
import { InputError } from '../input-error.ts';
import { getTokenizer, TOKENIZER_NAMES } from './index.ts';

it('gives the tokenizer of every name', () => {
  const words = TOKENIZER_NAMES.map((name) => [name, getTokenizer(name)("it's 好.").join(' ')]);
  expect(Object.fromEntries(words)).toEqual({
    '13a': "it's 好 .",
    intl: "it ' s 好 .",
    zh: "it's 好 .",
    char: "i t ' s 好 .",
    none: "it's 好.",
  });
});

it.each(['13b', 'toString', ''])('refuses %j and lists the names', (name) => {
  expect(() => getTokenizer(name as never)).toThrow(InputError);
  expect(() => getTokenizer(name as never)).toThrow(/expected one of 13a, intl, zh, char, none/);
});
