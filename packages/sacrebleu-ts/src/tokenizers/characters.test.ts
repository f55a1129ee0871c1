import { expect, it } from 'vitest';
import { tokenizeCharacters } from './characters.ts';

it.each([
  ['ab c', ['a', 'b', 'c']],
  ['e\u0301', ['e', '\u0301']],
  ['👍🏽', ['👍', '🏽']],
  ['你好 a\u3000b', ['你', '好', 'a', 'b']],
  ['', []],
  [' ', []],
])('char tokenizes %j into code points', (line, characters) => {
  expect(tokenizeCharacters(line)).toEqual(characters);
});
