import { expect, it } from 'vitest';
import { InputError } from './input-error.ts';
import { getTokenizer, TOKENIZER_NAMES, type TokenizerName } from './tokenizers.ts';

// Expected strings are what sacreBLEU's tokenizers give.
const CASES: Readonly<Record<TokenizerName, readonly (readonly [line: string, words: string])[]>> =
  {
    '13a': [
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
    ],
    intl: [
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
    ],
    zh: [
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
    ],
    char: [
      ['ab c', 'a b c'],
      ['e\u0301', 'e \u0301'],
      ['👍🏽', '👍 🏽'],
      ['你好 a\u3000b', '你 好 a b'],
      ['', ''],
      [' ', ''],
    ],
    none: [[" it's\t好. ", "it's 好."]],
  };

it.each(
  TOKENIZER_NAMES.flatMap((name) =>
    CASES[name].map(([line, words]) => [name, line, words] as const),
  ),
)('%s tokenizes %j as sacreBLEU does', (name, line, words) => {
  expect(getTokenizer(name)(line).join(' ')).toBe(words);
});

it.each(['13b', 'toString', ''])('refuses %j and lists the names', (name) => {
  expect(() => getTokenizer(name as never)).toThrow(InputError);
  expect(() => getTokenizer(name as never)).toThrow(/expected one of 13a, intl, zh, char, none/);
});
