import { expect, it } from 'vitest';
import { encodeSource } from './source-text.ts';

/** Has a token for every character, also for those that sentencepiece would take away. */
const vocabulary = { encode: (text: string) => Array.from(text, (c) => c.codePointAt(0)!) };

it.each([
  '',
  ' ',
  '\t',
  '\r',
  '\u3000',
  '\u00a0',
  '\u2581',
  '\u0000',
  '\u0007\u001b',
  '\u0085',
  '\u00ad',
  '\u200b\ufeff',
  '\u2028 \u2581',
])('has no tokens for the blank line %j', (text) => {
  expect(encodeSource(vocabulary, text)).toEqual([]);
});

it.each(['a', ' .', '\u200b!', '\u2581x'])('has those of the vocabulary for %j', (text) => {
  expect(encodeSource(vocabulary, text)).toEqual(vocabulary.encode(text));
});
