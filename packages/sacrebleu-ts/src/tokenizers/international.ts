import { splitWords } from '../whitespace.ts';

/**
 * The international tokenizer of mteval-v14.pl: splits off every Unicode punctuation mark that is
 * not between two numbers, and every symbol. As there, a full stop that ends the line behind a
 * number stays attached. Entities are left alone.
 */
export function tokenizeInternational(line: string): string[] {
  return splitWords(
    line
      .replace(/(\P{N})(\p{P})/gu, '$1 $2 ')
      .replace(/(\p{P})(\P{N})/gu, ' $1 $2')
      .replace(/(\p{S})/gu, ' $1 '),
  );
}
