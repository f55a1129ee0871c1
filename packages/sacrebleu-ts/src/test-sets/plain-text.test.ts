import { expect, it } from 'vitest';
import { parsePlainText } from './plain-text.ts';

it.each([
  ['a\nb\n', ['a', 'b']],
  ['a\nb', ['a', 'b']],
  [' a \r\n\nb\u2028c\u3000\n', [' a', '', 'b\u2028c']],
  ['', []],
  ['\n', ['']],
])('%j holds %j', (text, segments) => {
  expect(parsePlainText(text)).toEqual(segments);
});
