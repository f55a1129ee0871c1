import { alignedTable } from '../../src/report/aligned-table.ts';
import type { Spread } from './statistics.ts';

/** A Markdown table whose first `names` columns are words, and the others numbers. */
export const resultTable = (
  header: readonly string[],
  rows: readonly (readonly string[])[],
  names = 1,
): string => alignedTable(header, rows, 'l'.repeat(names) + 'r'.repeat(header.length - names));

/** The range of what was measured. */
export const range = ({ least, most }: Spread, digits: number): string =>
  `${least.toFixed(digits)} to ${most.toFixed(digits)}`;
