/**
 * A table in box-drawing characters with the layout of Python's tabulate (`fancy_grid`), which
 * sacreBLEU prints: the first column right-aligned, the others centred, cells of several lines.
 * @param header one title a column
 */
export function formatTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const widths = header.map((title, column) =>
    Math.max(
      // tabulate leaves two characters more around a title than around a cell.
      length(title) + 2,
      ...rows.flatMap((row) => row[column]!.split('\n').map(length)),
    ),
  );

  function rule(left: string, line: string, crossing: string, right: string): string {
    return left + widths.map((width) => line.repeat(width + 2)).join(crossing) + right;
  }

  function formatRow(cells: readonly string[]): string {
    const columns = cells.map((cell) => cell.split('\n'));
    const height = Math.max(...columns.map((lines) => lines.length));
    return Array.from({ length: height }, (_, i) => {
      const aligned = columns.map((lines, column) => {
        const align = column === 0 ? alignRight : center;
        return ` ${align(lines[i] ?? '', widths[column]!)} `;
      });
      return `│${aligned.join('│')}│`;
    }).join('\n');
  }

  return [
    rule('╒', '═', '╤', '╕'),
    formatRow(header),
    rule('╞', '═', '╪', '╡'),
    rows.map(formatRow).join(`\n${rule('├', '─', '┼', '┤')}\n`),
    rule('╘', '═', '╧', '╛'),
  ].join('\n');
}

/** In code points, as in Python. */
function length(text: string): number {
  return Array.from(text).length;
}

function alignRight(text: string, width: number): string {
  return ' '.repeat(width - length(text)) + text;
}

function center(text: string, width: number): string {
  const space = width - length(text);
  const left = Math.floor(space / 2);
  return ' '.repeat(left) + text + ' '.repeat(space - left);
}
