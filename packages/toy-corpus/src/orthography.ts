/** A clause or phrase as words in order; ',' is a word of its own. */
export type Words = readonly string[];

/** The words of the parts that are not empty. */
export function words(...parts: readonly string[]): Words {
  return parts.filter((part) => part !== '');
}

/**
 * Writes words as a sentence. Clauses put a comma at both their ends without knowing what stands
 * around them, so a comma counts once among several and not at all at either end.
 */
export function writeSentence(sentence: Words, endMark: '.' | '?'): string {
  const text = sentence
    .join(' ')
    .replace(/(?: ?,)+(?= |$)/g, ',')
    .replace(/^[, ]+|[, ]+$/g, '');
  return text.charAt(0).toUpperCase() + text.slice(1) + endMark;
}
