/* What the page carries of an experiment for the script in it. */

/** A fact in words: what, and one value, or one for each run. */
export type Fact = readonly [name: string, values: readonly string[]];

/** Where the numbers of a cell come from. */
export type CellProvenance = {
  readonly title: string;
  readonly label: string;
  readonly seeds: readonly number[];
  readonly facts: readonly Fact[];
  /** Result files, from the page. */
  readonly files: readonly string[];
  /** As YAML. */
  readonly own: string;
};

/** What the page carries of an experiment for its explorer. */
export type ExperimentProvenance = {
  readonly shared: readonly Fact[];
  /** By `row/arm`. */
  readonly cells: Readonly<Record<string, CellProvenance>>;
};

export type PartData = ExperimentProvenance & {
  /** The command that does a cell again, with ROW, ARM and SEEDS in place of the cell's. */
  readonly again: string;
};
