/** The formats of tables, apart from their writers, so that `--help` need not load those. */
export const TABLE_FORMATS = ['markdown', 'csv', 'latex', 'json'] as const;

export type TableFormat = (typeof TABLE_FORMATS)[number];

/** The ending of a format's files. */
export const FORMAT_ENDINGS: Readonly<Record<TableFormat, string>> = {
  markdown: 'md',
  csv: 'csv',
  latex: 'tex',
  json: 'json',
};
