import { describe, expect, it } from 'vitest';
import { pairFilter } from './filter.ts';

describe('pairFilter', () => {
  const filter = { maxWords: 4, maxCharacters: 20, maxLengthRatio: 3 };
  const heldOut = { sources: new Set(['a test']), targets: new Set(['ein Test']) };
  const reason = pairFilter(filter, heldOut);

  it.each([
    ['a', 'b', undefined],
    ['one two three four', 'eins zwei drei', undefined],
    ['', 'b', 'empty'],
    ['a', '', 'empty'],
    ['one two three four five', 'a b c d', 'tooLong'],
    ['short', 'x'.repeat(21), 'tooLong'],
    ['abc', 'abcdefghi', undefined],
    ['abc', 'abcdefghij', 'lengthRatio'],
    ['a test', 'Versuch', 'heldOut'],
    ['a trial', 'ein Test', 'heldOut'],
  ])('%j, %j: %s', (source, target, expected) => {
    expect(reason(source, target)).toBe(expected);
  });
});
