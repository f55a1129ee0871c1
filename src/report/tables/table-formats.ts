/** The formats of tables, apart from their writers, so that `--help` need not load those. */
export const TABLE_FORMATS = ['md', 'csv', 'json', 'latex'] as const;

export type TableFormat = (typeof TABLE_FORMATS)[number];
