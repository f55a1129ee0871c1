import { unescapeEntities } from './entities.ts';
import { InputError } from './input-error.ts';
import { separateWesternPunctuation, tokenizeWestern } from './western-punctuation.ts';
import { splitWords, stripEnd, stripStart } from './whitespace.ts';

/** Splits one line of text into the words that BLEU counts. */
export type Tokenizer = (line: string) => string[];

/**
 * - `13a`: mteval-v13a.pl, the default and what published scores use
 * - `intl`: mteval-v14.pl, for any script
 * - `zh`: for Chinese
 * - `char`: characters
 * - `none`: white space only, for text tokenized beforehand
 */
export type TokenizerName = '13a' | 'intl' | 'zh' | 'char' | 'none';

const TOKENIZERS: Readonly<Record<TokenizerName, Tokenizer>> = {
  '13a': tokenize13a,
  intl: tokenizeInternational,
  zh: tokenizeChinese,
  char: tokenizeCharacters,
  none: splitWords,
};

export const TOKENIZER_NAMES = Object.keys(TOKENIZERS) as readonly TokenizerName[];

/** @throws InputError on a name that is not in `TOKENIZER_NAMES` */
export function getTokenizer(name: TokenizerName): Tokenizer {
  if (!Object.hasOwn(TOKENIZERS, name)) {
    throw new InputError(
      `Unknown tokenizer '${name}'; expected one of ${TOKENIZER_NAMES.join(', ')}.`,
    );
  }
  return TOKENIZERS[name];
}

/**
 * The tokenizer of NIST's mteval-v13a.pl, which WMT uses and sacreBLEU defaults to: joins lines,
 * unescapes the four SGML entities and separates Western punctuation.
 */
function tokenize13a(line: string): string[] {
  let text = line;
  if (text.includes('<skipped>')) text = text.replaceAll('<skipped>', '');
  if (text.includes('\n')) text = text.replaceAll('-\n', '').replaceAll('\n', ' ');
  return tokenizeWestern(unescapeEntities(text));
}

/**
 * The international tokenizer of mteval-v14.pl: splits off every Unicode punctuation mark that is
 * not between two numbers, and every symbol. As there, a full stop that ends the line behind a
 * number stays attached. Entities are left alone.
 */
function tokenizeInternational(line: string): string[] {
  return splitWords(
    line
      .replace(/(\P{N})(\p{P})/gu, '$1 $2 ')
      .replace(/(\p{P})(\P{N})/gu, ' $1 $2')
      .replace(/(\p{S})/gu, ' $1 '),
  );
}

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
function tokenizeChinese(line: string): string[] {
  // A leading full stop is split off behind a space but not at the start of the line.
  const text = stripStart(stripEnd(line));
  return splitWords(separateWesternPunctuation(text.replace(CHINESE, ' $& ')));
}

/** Every character (code point) that is not white space. */
function tokenizeCharacters(line: string): string[] {
  return splitWords(Array.from(line).join(' '));
}
