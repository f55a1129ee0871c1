import { expect, it } from 'vitest';
import { isWhitespace, splitWords, stripEnd, stripStart } from './whitespace.ts';

it('is what Python takes for white space', () => {
  const codes = Array.from({ length: 0x10000 }, (_, code) => code).filter(isWhitespace);
  // [c for c in range(0x10000) if chr(c).isspace()]
  expect(codes).toEqual([
    9, 10, 11, 12, 13, 28, 29, 30, 31, 32, 133, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198,
    8199, 8200, 8201, 8202, 8232, 8233, 8239, 8287, 12288,
  ]);
});

it('splits and strips', () => {
  expect(splitWords(' \u3000a\u00a0b\ufeffc\x1cd ')).toEqual(['a', 'b\ufeffc', 'd']);
  expect(splitWords(' ')).toEqual([]);
  expect(stripStart('\n a ')).toBe('a ');
  expect(stripEnd(' a \u2028')).toBe(' a');
});
