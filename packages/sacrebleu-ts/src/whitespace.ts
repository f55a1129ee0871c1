/**
 * White space as Python's `str.split()` and `str.rstrip()` see it, which is what sacreBLEU relies
 * on. It differs from JavaScript's `\s`: the separators U+001C-U+001F and U+0085 count, the
 * byte-order mark U+FEFF does not.
 */
export function isWhitespace(codeUnit: number): boolean {
  if (codeUnit <= 0x20) {
    return codeUnit === 0x20 || (codeUnit >= 0x09 && codeUnit <= 0x0d) || codeUnit >= 0x1c;
  }
  if (codeUnit < 0x1680) return codeUnit === 0x85 || codeUnit === 0xa0;
  return (
    codeUnit === 0x1680 ||
    (codeUnit >= 0x2000 && codeUnit <= 0x200a) ||
    codeUnit === 0x2028 ||
    codeUnit === 0x2029 ||
    codeUnit === 0x202f ||
    codeUnit === 0x205f ||
    codeUnit === 0x3000
  );
}

/** The maximal runs of non-white-space characters, as Python's `text.split()`. */
export function splitWords(text: string): string[] {
  const words: string[] = [];
  let start = -1;
  for (let i = 0; i < text.length; i++) {
    if (isWhitespace(text.charCodeAt(i))) {
      if (start >= 0) words.push(text.slice(start, i));
      start = -1;
    } else if (start < 0) {
      start = i;
    }
  }
  if (start >= 0) words.push(text.slice(start));
  return words;
}

/** The text without its leading white space, as Python's `text.lstrip()`. */
export function stripStart(text: string): string {
  let start = 0;
  while (start < text.length && isWhitespace(text.charCodeAt(start))) start++;
  return text.slice(start);
}

/** The text without its trailing white space, as Python's `text.rstrip()`. */
export function stripEnd(text: string): string {
  let end = text.length;
  while (end > 0 && isWhitespace(text.charCodeAt(end - 1))) end--;
  return text.slice(0, end);
}

/** The text trimmed, every run of white space within it one space. */
export function collapseWhitespace(text: string): string {
  return splitWords(text).join(' ');
}
