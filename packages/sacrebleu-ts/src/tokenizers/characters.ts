import { splitWords } from '../whitespace.ts';

/** Every character (code point) that is not white space. */
export function tokenizeCharacters(line: string): string[] {
  return splitWords(Array.from(line).join(' '));
}
