import { tokenizeWestern } from './western.ts';

/**
 * The tokenizer of NIST's mteval-v13a.pl, which WMT uses and sacreBLEU defaults to: joins lines,
 * unescapes the four SGML entities and separates Western punctuation.
 */
export function tokenize13a(line: string): string[] {
  let text = line;
  if (text.includes('<skipped>')) text = text.replaceAll('<skipped>', '');
  if (text.includes('\n')) text = text.replaceAll('-\n', '').replaceAll('\n', ' ');
  if (text.includes('&')) {
    // In this order `&amp;lt;` ends as `<`, as it does in the original.
    text = text
      .replaceAll('&quot;', '"')
      .replaceAll('&amp;', '&')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>');
  }
  return tokenizeWestern(text);
}
