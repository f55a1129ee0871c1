import { expect, it } from 'vitest';
import { tokenizeChinese } from './chinese.ts';

// Expected strings are what sacreBLEU's zh tokenizer gives.
it.each([
  ['我用Python写了3,000行代码.', '我 用 Python 写 了 3,000 行 代 码 .'],
  ['委员会 met at 3-4pm.', '委 员 会 met at 3 - 4pm .'],
  ['ａｂｃ１２３', 'ａ ｂ ｃ １ ２ ３'],
  // What the range that compares otherwise than it is meant splits off, and what it does not.
  ['“太贵了！”他说', '“ 太 贵 了 ！ ” 他 说'],
  ['a—b→c', 'a — b → c'],
  ['½ ² €5', '½ ² € 5'],
  ['𠀀𪛖', '𠀀𪛖'],
  ['カタカナ', 'カタカナ'],
  [' .a ', '. a'],
  ["don't", "don't"],
  ['', ''],
])('zh tokenizes %j as sacreBLEU does', (line, words) => {
  expect(tokenizeChinese(line).join(' ')).toBe(words);
});
