/** `text` with SGML's four entities as the characters that they stand for. */
export function unescapeEntities(text: string): string {
  if (!text.includes('&')) return text;
  // In this order `&amp;lt;` ends as `<`, as it does in mteval-v13a.pl and in Tercom.
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>');
}
