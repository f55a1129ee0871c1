import { sum } from 'd3-array';

/** The size of text in figures, where nothing else is said. */
export const TEXT_SIZE = 12;

/** Widths of characters in DejaVu Sans Bold at `TEXT_SIZE`, the widest font that is likely to be got. */
function characterWidth(character: string): number {
  if (/[mwMW]/.test(character)) return 12.5;
  if (/[A-Z]/.test(character)) return 9.4;
  return /[fijlrt ,.]/.test(character) ? 5.2 : 8.3;
}

/** No less than the width of `text` in bold at `size`, both in pixels. */
export function textWidth(text: string, size = TEXT_SIZE): number {
  return (size / TEXT_SIZE) * sum([...text], characterWidth);
}

/** `text` at `size` in lines of at most `width` pixels, broken between words. */
export function wrapped(text: string, width: number, size = TEXT_SIZE): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    const longer = last === undefined ? word : `${last} ${word}`;
    if (last !== undefined && textWidth(longer, size) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
