/** A run as far as its name goes. */
type NamedRun = {
  readonly cell: { readonly row: string; readonly arm: string };
  readonly seed: number;
  /** Of a trial: what it multiplies its row's own number by. */
  readonly factor?: number | undefined;
};

/** The name of a run in messages, folders and files: row, arm and seed, and what it tries if it does. */
export function runName({ cell, seed, factor }: NamedRun): string {
  const trial = factor === undefined ? [] : [`x${factor}`];
  return [cell.row, cell.arm, ...trial, `s${seed}`].join('-');
}
