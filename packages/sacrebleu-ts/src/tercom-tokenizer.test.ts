import { expect, it } from 'vitest';
import { type TercomOptions, tokenizeTercom } from './tercom-tokenizer.ts';

it.each<[TercomOptions, string, string]>([
  [{}, 'A B C D.', 'a b c d.'],
  [{}, '', ''],
  [{}, 'a b c d', 'a b c d'],
  [{}, 'a b c d.', 'a b c d.'],
  [{ caseSensitive: true }, 'A b', 'A b'],
  [{ noPunct: true }, 'a b c d.', 'a b c d'],
  [{ noPunct: true }, 'A ; B ) C : D.', 'a b c d'],
  [{ normalized: true }, 'a b (c) d.', 'a b ( c ) d .'],
  [{ normalized: true }, "Jim's car.", "jim 's car ."],
  [{ normalized: true }, '4.2', '4.2'],
  [{ normalized: true }, 'R&amp;D &lt;b&gt;', 'r & d < b >'],
  [{ normalized: true, asianSupport: true }, '美众院公布对特', '美 众 院 公 布 对 特'],
  [{ normalized: true, asianSupport: true }, 'りの拳銃を持', 'りの 拳 銃 を 持'],
  [{ asianSupport: true }, '美众、院', '美众、院'],
  [{ noPunct: true, asianSupport: true }, '美众、院。', '美众院'],
])('%j tokenizes %j', (options, line, words) => {
  expect(tokenizeTercom(line, options).join(' ')).toBe(words);
});
