import type { Experiment } from '../../experiment/definition.ts';

/**
 * Colours that the colour-blind can tell apart, dark enough for text on white: each has a contrast of
 * 4.5 or more. `page/style/page.css` has them for dark screens.
 */
export const COLORS = [
  '#5b616c',
  '#b04a00',
  '#00795a',
  '#0063a0',
  '#93447a',
  '#7a6000',
  '#00707f',
  '#b0335f',
  '#1d1f24',
] as const;

/** The rows that everything is about have a colour of their own for good. */
const OWN_COLORS: Readonly<Record<string, number>> = {
  Adam: 0,
  'Adam without momentum': 1,
  'factored and clipped': 2,
  Adafactor: 3,
};

const OTHERS = COLORS.length - Object.keys(OWN_COLORS).length;

/** Patterns of lines, for rows that share a colour. */
export const DASHES = ['none', '7 3', '2 3', '9 3 2 3'] as const;

export type RowStyle = {
  /** Of `COLORS`. */
  readonly color: number;
  /** Of `DASHES`. */
  readonly dash: number;
  /** Whether the row is among those that a chart shows first. */
  readonly isOwn: boolean;
};

/** How a reader knows a row: by its name, or what it is made of. */
export function rowName({ rows }: Experiment, row: string): string {
  const { name, label } = rows[row]!;
  return name ?? label;
}

/** As many letters as have room beside a dot. */
const MOST_LETTERS = 16;

/** What a drawing calls a row: its name, or its label where that is short, or else its identifier. */
export function shortName({ rows }: Experiment, row: string, letters = MOST_LETTERS): string {
  const { name, label } = rows[row]!;
  return name ?? (label.length > letters ? row : label);
}

/** The style of a row, the same wherever it is shown: it goes by where the row is first written. */
export function rowStyle(experiment: Experiment, row: string): RowStyle {
  const { source } = experiment.rows[row]!;
  if (source !== undefined) return rowStyle(source, row);
  const own = OWN_COLORS[rowName(experiment, row)];
  if (own !== undefined) return { color: own, dash: 0, isOwn: true };
  const others = Object.keys(experiment.rows).filter(
    (other) => OWN_COLORS[rowName(experiment, other)] === undefined,
  );
  const place = others.indexOf(row);
  return {
    color: COLORS.length - OTHERS + (place % OTHERS),
    dash: Math.floor(place / OTHERS) % DASHES.length,
    isOwn: false,
  };
}

/** Of arms where a drawing has one row. */
const ARM_COLORS = [3, 1, 2, 0] as const;

/** The style of an arm, by its place among the arms. */
export function armStyle(index: number): RowStyle {
  const color = ARM_COLORS[index % ARM_COLORS.length]!;
  return { color, dash: index % DASHES.length, isOwn: true };
}

/** As many rows as are told apart with ease. */
const FIRST_ROWS = 5;

/** The rows of `run` that a chart shows before a reader chooses: those with colours of their own. */
export function rowsShownFirst(experiment: Experiment, run: readonly string[]): string[] {
  const own = run.filter((row) => rowStyle(experiment, row).isOwn);
  const others = run.filter((row) => !own.includes(row));
  const room = Math.max(0, FIRST_ROWS - own.length);
  return own.length > 1 && run.length > FIRST_ROWS ? own : [...own, ...others.slice(0, room)];
}

/** A row as a drawing shows it, in front or in the background. */
export type DrawnRow = {
  readonly row: string;
  readonly name: string;
  readonly style: RowStyle;
  readonly isShown: boolean;
};

/** @param shown the rows in front */
export function drawnRow(experiment: Experiment, row: string, shown: readonly string[]): DrawnRow {
  return {
    row,
    name: rowName(experiment, row),
    style: rowStyle(experiment, row),
    isShown: shown.includes(row),
  };
}
