import { isDeepStrictEqual } from 'node:util';
import type { Mapping } from '../config/layers.ts';
import { UserError } from '../platform/errors.ts';
import type { ExperimentFile } from './schema.ts';
import { type Arm, armNames } from './sweep.ts';
import type { TrialPoint } from './trial-points.ts';

/** A table of the paper, or of our own, as data. */
export type Experiment = Omit<ExperimentFile, 'rows' | 'arms'> & {
  /** The file that it was read from. */
  readonly file: string;
  /** Of an experiment with a sweep, those of its file at each value. */
  readonly arms: Readonly<Record<string, Arm>>;
  readonly rows: Readonly<Record<string, Row>>;
};

/** A row of an experiment: what its file says of it, or the file that it is taken from. */
export type Row = Pick<ExperimentFile['rows'][string], 'name' | 'paper' | 'seeds'> & {
  readonly label: string;
  readonly config: Mapping;
  readonly arms: readonly string[];
  /** What is tried for it, where its experiment tunes. */
  readonly trials?: readonly TrialPoint[] | undefined;
  /** The experiment that it is taken from. */
  readonly source?: Experiment;
};

/**
 * `row` of `source`, for an experiment that takes it from there.
 *
 * @param arms of the experiment that takes it
 * @param own the arms that it is to be run in
 * @throws UserError where there is no such row, or an arm that both have differs
 */
export function borrowRow(
  row: string,
  source: Experiment,
  arms: Experiment['arms'],
  own: readonly string[],
): Row {
  const found = source.rows[row];
  if (found === undefined) {
    const rows = Object.keys(source.rows).join(', ');
    throw new UserError(`${source.file} has no row ${row} to take from it; it has ${rows}`);
  }
  for (const arm of own) {
    const there = source.arms[arm];
    if (there === undefined || isDeepStrictEqual(there.config, arms[arm]!.config)) continue;
    throw new UserError(
      `the row ${row} cannot be taken from ${source.file}: the arm ${arm} has another config there ` +
        '(make them the same, or give the arm another name)',
    );
  }
  const named = (arm: string) => armNames([arm], arms).length > 0;
  const paper = Object.entries(found.paper ?? {}).filter(([arm]) => named(arm));
  return {
    ...found,
    paper: paper.length > 0 ? Object.fromEntries(paper) : undefined,
    arms: own,
    source,
  };
}

/**
 * The experiment that a cell belongs to: where a row is taken from another experiment that has the
 * arm too, the cell is that one's, run once and found by both.
 */
export function owner(experiment: Experiment, row: string, arm: string): Experiment {
  const { source } = experiment.rows[row]!;
  if (source === undefined || !source.rows[row]!.arms.includes(arm)) return experiment;
  return owner(source, row, arm);
}

/** The seeds that an experiment asks for in a cell. */
export function askedSeeds(
  { arms, rows, seeds }: Pick<Experiment, 'arms' | 'rows' | 'seeds'>,
  { row, arm }: { readonly row: string; readonly arm: string },
): readonly number[] {
  return rows[row]!.seeds?.[arms[arm]!.swept?.arm ?? arm] ?? seeds;
}

/** The experiment that tunes a row, if any does: the one that the row is first written in. */
export function tunerOf(experiment: Experiment, row: string): Experiment | undefined {
  const { source } = experiment.rows[row]!;
  if (source !== undefined) return tunerOf(source, row);
  return experiment.tuning === undefined ? undefined : experiment;
}
