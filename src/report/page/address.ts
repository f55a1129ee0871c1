/*
 * The state of the explorer in the page's address: `#table2/comparison?rows=A,B&cell=O/none`. Shared by
 * what draws the page and by the script in it.
 */

export type View = {
  readonly experiment: string;
  readonly protocol: string;
  /** The rows whose curves are shown; undefined for those shown first. */
  readonly rows?: readonly string[] | undefined;
  /** The cell whose provenance is open, as `row/arm`. */
  readonly cell?: string | undefined;
};

const ADDRESS = /^#([\w-]+)\/([\w-]+)(?:\?(.*))?$/;

/** The view that an address names; undefined for another kind of address. */
export function parseAddress(hash: string): View | undefined {
  const [, experiment, protocol, query = ''] = ADDRESS.exec(hash) ?? [];
  if (experiment === undefined || protocol === undefined) return undefined;
  const given = new URLSearchParams(query);
  const rows = given.get('rows');
  return {
    experiment,
    protocol,
    rows: rows === null ? undefined : rows.split(',').filter((row) => row !== ''),
    cell: given.get('cell') ?? undefined,
  };
}

export function addressOf({ experiment, protocol, rows, cell }: View): string {
  const query = [
    ...(rows === undefined ? [] : [`rows=${rows.join(',')}`]),
    ...(cell === undefined ? [] : [`cell=${cell}`]),
  ];
  return `#${experiment}/${protocol}${query.length > 0 ? `?${query.join('&')}` : ''}`;
}
