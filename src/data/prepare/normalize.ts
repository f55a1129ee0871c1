/** Words of visible ASCII with single spaces between them: nothing to do. */
const PLAIN = /^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/;

/** White space of any kind, control characters, and the byte order mark. */
const SEPARATORS = /[\p{White_Space}\p{Cc}\ufeff]+/gu;

/**
 * Training text in one form, so that equal sentences are equal strings: Unicode normalisation form
 * C, one space between words, none around them, no control characters.
 */
export function normalizeText(text: string): string {
  if (PLAIN.test(text)) return text;
  return text.normalize('NFC').replace(SEPARATORS, ' ').trim();
}
