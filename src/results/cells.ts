/** An experiment as far as its results are concerned: the cells it has, and whose they are. */
export type Cells<Self> = {
  readonly experiment: string;
  readonly arms: Readonly<Record<string, unknown>>;
  readonly rows: Readonly<
    Record<
      string,
      {
        readonly arms: readonly string[];
        /** The experiment that the row is taken from. */
        readonly home?: Self;
      }
    >
  >;
  /** How the rows first written here are tuned. */
  readonly tuning?:
    | { readonly arm: string; readonly seed: number; readonly times: readonly number[] }
    | undefined;
};

/**
 * The experiment that a cell belongs to: where a row is taken from another experiment that has the
 * arm too, the cell is that one's, run once and found by both.
 */
export function ownerOf<E extends Cells<E>>(experiment: E, row: string, arm: string): E {
  const { home } = experiment.rows[row]!;
  if (home === undefined || !home.rows[row]!.arms.includes(arm)) return experiment;
  return ownerOf(home, row, arm);
}

/** The experiment that tunes a row, if any does: the one that the row is first written in. */
export function tunerOf<E extends Cells<E>>(experiment: E, row: string): E | undefined {
  const { home } = experiment.rows[row]!;
  if (home !== undefined) return tunerOf(home, row);
  return experiment.tuning === undefined ? undefined : experiment;
}
