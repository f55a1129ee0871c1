import { markdownTable } from 'markdown-table';

/** A Markdown table; `align` says of each column whether it is to the left, `l`, or right, `r`. */
export function alignedTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  align: string,
): string {
  return markdownTable([header, ...rows], {
    align: [...align],
    // Counts characters as they appear, not as UTF-16 units.
    stringLength: (text) => [...text].length,
  });
}
