import { InputError } from '../input-error.ts';
import { splitWords } from '../whitespace.ts';
import { tokenizeCharacters } from './characters.ts';
import { tokenizeChinese } from './chinese.ts';
import { tokenizeInternational } from './international.ts';
import { tokenize13a } from './mteval-13a.ts';

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
