import { expect, it } from 'vitest';
import { tokenizeInternational } from './international.ts';

// Expected strings are what sacreBLEU's intl tokenizer gives.
it.each([
  ['Hello, world!', 'Hello , world !'],
  ["It's the dog's.", "It ' s the dog ' s ."],
  ['3-4 a-4 4-a', '3-4 a - 4 4 - a'],
  ['1,234.56 .5 5. a.b', '1,234.56 . 5 5 . a . b'],
  ['£5.20 5€ x+y', '£ 5.20 5 € x + y'],
  ['“Ja”, sagte er – nein…', '“ Ja ” , sagte er – nein …'],
  ['你好，世界。', '你好 ， 世界 。'],
  ['&amp; &quot;', '& amp ; & quot ;'],
  ['٣٫١٤ ²,³ Ⅻ.Ⅰ', '٣٫١٤ ²,³ Ⅻ.Ⅰ'],
  ['👍🏽!', '👍 🏽 !'],
  ['Cafe\u0301-bar', 'Cafe\u0301 - bar'],
  ['a,,b', 'a , , b'],
  // A full stop behind a number at the end of the line stays attached.
  ['since 2019.', 'since 2019.'],
  ['.', '.'],
  ['', ''],
])('intl tokenizes %j as sacreBLEU does', (line, words) => {
  expect(tokenizeInternational(line).join(' ')).toBe(words);
});
