/** The cells, without padding, of the first line of a Markdown table that begins with `start`. */
export function cellsOf(text: string, start: string): string[] {
  const line = text.split('\n').find((each) => each.startsWith(start))!;
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}
