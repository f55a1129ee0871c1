/* What the page carries of its runs for the script in it. */

/** A fact: what, and one value, or one for each run. Each is a place in `PageData.strings`. */
export type Fact = readonly [name: number, values: readonly number[]];

/** Where the numbers of a cell come from. */
export type CellProvenance = {
  readonly title: string;
  readonly seeds: readonly number[];
  readonly facts: readonly Fact[];
  /** What it sets for itself, as YAML. */
  readonly own: string;
};

/** The results in one folder: of an experiment under a protocol. */
export type FolderData = {
  /** What all of its runs have in common. */
  readonly shared: readonly Fact[];
  /** The command that does a cell again, with ROW, ARM and SEEDS in place of the cell's. */
  readonly again: string;
  /** By `row/arm`. */
  readonly cells: Readonly<Record<string, CellProvenance>>;
};

export type PageData = {
  readonly strings: readonly string[];
  /** The folder of all results as seen from the page, with a slash, or empty. */
  readonly root: string;
  /** By experiment and protocol, such as `table2/comparison`. */
  readonly folders: Readonly<Record<string, FolderData>>;
};
