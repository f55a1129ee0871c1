import { stripEnd } from '../whitespace.ts';

/**
 * The segments of a plain-text file, one a line, without trailing white space. Only `\n` ends a
 * line, so that a line may hold other separators such as U+2028, as in sacreBLEU; what a final `\n`
 * is followed by is not a line.
 */
export function parsePlainText(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map(stripEnd);
}
