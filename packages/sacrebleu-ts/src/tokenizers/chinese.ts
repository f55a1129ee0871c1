import { splitWords, stripEnd, stripStart } from '../whitespace.ts';
import { separateWesternPunctuation } from './western.ts';

/**
 * The characters that sacreBLEU's `zh` tokenizer makes tokens of their own, nearly all in the
 * East Asian blocks. The second range is wider than its comment in sacreBLEU says: there the bounds
 * are meant to be U+20000 and U+2A6D6 but compare as U+2001 and U+2A6D, so that most punctuation,
 * arrows, mathematical and box-drawing symbols are split off too, and ideographs beyond the Basic
 * Multilingual Plane are not. Scores equal sacreBLEU's only with that range.
 */
const CHINESE =
  /[\u3400-\u4db5\u2001-\u2a6d\u4e00-\u9fbb\uf900-\ufa2d\ufa30-\ufa6a\ufa70-\ufad9\uff00-\uffef\u2e80-\u2eff\u3000-\u303f\u31c0-\u31ef\u2f00-\u2fdf\u2ff0-\u2fff\u3100-\u312f\u31a0-\u31bf\ufe10-\ufe1f\ufe30-\ufe4f\u3200-\u33ff]/g;

/** Splits Chinese text into characters, and the Western text within it by the rules of `13a`. */
export function tokenizeChinese(line: string): string[] {
  // A leading full stop is split off behind a space but not at the start of the line.
  const text = stripStart(stripEnd(line));
  return splitWords(separateWesternPunctuation(text.replace(CHINESE, ' $& ')));
}
