import { splitWords } from './whitespace.ts';

/**
 * The language-dependent rules of mteval-v13a.pl for Western languages, shared by the `13a` and
 * `zh` tokenizers. Order matters: every rule reads what the one before it wrote.
 */
const RULES: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  // ASCII punctuation and symbols but for apostrophe, comma, hyphen and full stop.
  [/([{-~[-` -&(-+:-@/])/g, ' $1 '],
  // Full stop and comma stay attached only between two digits ...
  [/([^0-9])([.,])/g, '$1 $2 '],
  [/([.,])([^0-9])/g, ' $1 $2'],
  // ... and a hyphen is split off only behind a digit.
  [/([0-9])(-)/g, '$1 $2 '],
];

/** For every ASCII character whether some rule splits it off: all punctuation but the apostrophe. */
const SPLIT_OFF = Uint8Array.from({ length: 128 }, (_, code) =>
  /[{-~[-`!-&(-/:-@]/.test(String.fromCharCode(code)) ? 1 : 0,
);

/** Puts spaces around what the rules split off; the result is still to be split into words. */
export function separateWesternPunctuation(text: string): string {
  return RULES.reduce((line, [pattern, replacement]) => line.replace(pattern, replacement), text);
}

/**
 * The words of a line padded with a space at either end. Between spaces the rules see nothing of
 * each other, so that each word goes through them by itself, and most words need not.
 */
export function tokenizeWestern(line: string): string[] {
  const tokens: string[] = [];
  for (const word of splitWords(line)) {
    const first = findSplitOff(word);
    const last = word.length - 1;
    if (first < 0) {
      tokens.push(word);
    } else if (first === last && first > 0 && word[last] !== '-') {
      // All but the hyphen are split off at the end of a word, whatever is in front of them.
      tokens.push(word.slice(0, last), word.slice(last));
    } else {
      // One by one: a word of many thousand marks is more than a call takes arguments.
      for (const token of splitWords(separateWesternPunctuation(` ${word} `))) tokens.push(token);
    }
  }
  return tokens;
}

/** Position of the first character that some rule splits off, or -1. */
function findSplitOff(word: string): number {
  for (let i = 0; i < word.length; i++) {
    // Beyond ASCII the table has nothing, which is not 1.
    if (SPLIT_OFF[word.charCodeAt(i)] === 1) return i;
  }
  return -1;
}
