import { InputError } from '../input-error.ts';
import type { TokenizerName } from '../tokenizers.ts';

/** What sacreBLEU tokenizes a language with, where that is not `13a`. */
const TOKENIZERS: Readonly<Record<string, string>> = {
  zh: 'zh',
  ja: 'ja-mecab',
  ko: 'ko-mecab',
};

const LANGUAGES: Readonly<Record<string, string>> = { zh: 'Chinese', ja: 'Japanese', ko: 'Korean' };

export interface ChosenTokenizer {
  readonly tokenize: TokenizerName;
  readonly warnings: readonly string[];
}

/**
 * The tokenizer of BLEU: the one that is given, or else that of the target language, as sacreBLEU
 * chooses it.
 * @param languagePair such as `en-zh`
 * @throws InputError on a language whose tokenizer is not here, unless another one is given
 */
export function chooseTokenizer(
  given: TokenizerName | undefined,
  languagePair: string | undefined,
): ChosenTokenizer {
  const target = languagePair?.split('-')[1];
  if (languagePair !== undefined && target === undefined) {
    throw new InputError(`--language-pair is '${languagePair}'; expected a pair such as en-de.`);
  }
  const own = target === undefined ? undefined : TOKENIZERS[target];
  if (given !== undefined) {
    const warnings =
      own === undefined || own === given
        ? []
        : [`Consider using the '${own}' or 'spm' tokenizer for ${LANGUAGES[target!]}.`];
    return { tokenize: given, warnings };
  }
  if (own !== undefined && own !== 'zh') {
    throw new InputError(
      `sacreBLEU tokenizes ${LANGUAGES[target!]} with ${own}, which needs a dictionary and is not ` +
        'here; name another with --tokenize, such as char.',
    );
  }
  return { tokenize: own ?? '13a', warnings: [] };
}
