import fc from 'fast-check';
import { expect, it } from 'vitest';
import { separateWesternPunctuation, tokenizeWestern } from './western-punctuation.ts';
import { splitWords } from './whitespace.ts';

it('splits off all ASCII punctuation but apostrophe and hyphen', () => {
  const joined = `{x}[y](z)/w@v=u+t*s%r$q#p"o;n:m<l>k?j_i^h~g\`f|e\\d!c&b.a,'-`;
  expect(tokenizeWestern(joined).join(' ')).toBe(
    `{ x } [ y ] ( z ) / w @ v = u + t * s % r $ q # p " o ; n : m < l > k ? j _ i ^ h ~ g \` f | e \\ d ! c & b . a , '-`,
  );
});

it('gives word by word what the rules give for the whole line', () => {
  const text = fc.string({ unit: fc.constantFrom(...'a9é委.,-\'"! \u00a0') });
  fc.assert(
    fc.property(text, (line) => {
      expect(tokenizeWestern(line)).toEqual(splitWords(separateWesternPunctuation(` ${line} `)));
    }),
    { numRuns: 10_000 },
  );
});
