/** An experiment as far as its results are concerned: the cells it has, and whose they are. */
export type Cells<Self> = {
  readonly experiment: string;
  readonly arms: Readonly<Record<string, unknown>>;
  readonly rows: Readonly<
    Record<
      string,
      {
        readonly arms: readonly string[];
        /** What is tried for it, where its experiment tunes. */
        readonly trials?: readonly { readonly factor: number; readonly seed: number }[] | undefined;
        /** The experiment that the row is taken from. */
        readonly source?: Self;
      }
    >
  >;
  /** How the rows first written here are tuned. */
  readonly tuning?: { readonly arm: string } | undefined;
};

/**
 * The experiment that a cell belongs to: where a row is taken from another experiment that has the
 * arm too, the cell is that one's, run once and found by both.
 */
export function owner<E extends Cells<E>>(experiment: E, row: string, arm: string): E {
  const { source } = experiment.rows[row]!;
  if (source === undefined || !source.rows[row]!.arms.includes(arm)) return experiment;
  return owner(source, row, arm);
}

/** The experiment that tunes a row, if any does: the one that the row is first written in. */
export function tunerOf<E extends Cells<E>>(experiment: E, row: string): E | undefined {
  const { source } = experiment.rows[row]!;
  if (source !== undefined) return tunerOf(source, row);
  return experiment.tuning === undefined ? undefined : experiment;
}
