import { expect, it } from 'vitest';
import { tokenize13a } from './mteval-13a.ts';

// Expected strings are what sacreBLEU's 13a tokenizer gives.
it.each([
  ['Hello, world!', 'Hello , world !'],
  ["It's the dog's.", "It's the dog's ."],
  ['a-b 3-4 a-4 -4 4-', 'a-b 3 - 4 a-4 -4 4 -'],
  ['1,234.56 .5 5. a.b 3.a a.3', '1,234.56 . 5 5 . a . b 3 . a a . 3'],
  ['&quot;R&amp;D&quot; &lt;b&gt; &amp;lt; &apos;', '" R & D " < b > < & apos ;'],
  ['co-\nordination\nof', 'coordination of'],
  ['a <skipped>b', 'a b'],
  ['l’été « fin »…', 'l’été « fin »…'],
  ['...', '. . .'],
  ['a.', 'a .'],
  ['.a', '. a'],
  ['', ''],
  [' \t ', ''],
  ['a\u00a0b\u3000c', 'a b c'],
  ['£5.20, 50%', '£5.20 , 50 %'],
])('13a tokenizes %j as sacreBLEU does', (line, words) => {
  expect(tokenize13a(line).join(' ')).toBe(words);
});
