import { isDeepStrictEqual } from 'node:util';
import type { Mapping } from '../config/layers.ts';
import { UserError } from '../errors.ts';
import type { Experiment } from './definition.ts';
import type { PaperCell } from './schema.ts';
import { armNames } from './sweep.ts';

export { ownerOf, tunerOf } from '../results/cells.ts';

/** A row of an experiment. */
export type Row = {
  /** What charts call it, where its label is too long. */
  readonly name?: string | undefined;
  readonly label: string;
  readonly paper?: Readonly<Record<string, PaperCell>> | undefined;
  readonly config: Mapping;
  /** The arms that it is run in. */
  readonly arms: readonly string[];
  /** By arm, where its cells have other seeds than the experiment's. */
  readonly seeds?: Readonly<Record<string, readonly number[]>> | undefined;
  /** The experiment that it is taken from. */
  readonly home?: Experiment;
};

/**
 * `row` of `home`, for an experiment that takes it from there.
 *
 * @param arms of the experiment that takes it
 * @param own the arms that it is to be run in
 * @throws UserError where there is no such row, or an arm that both have differs
 */
export function takenRow(
  row: string,
  home: Experiment,
  arms: Experiment['arms'],
  own: readonly string[],
): Row {
  const found = home.rows[row];
  if (found === undefined) {
    const rows = Object.keys(home.rows).join(', ');
    throw new UserError(`${home.file} has no row ${row} to take from it; it has ${rows}`);
  }
  for (const arm of own) {
    const there = home.arms[arm];
    if (there === undefined || isDeepStrictEqual(there.config, arms[arm]!.config)) continue;
    throw new UserError(
      `the row ${row} cannot be taken from ${home.file}: the arm ${arm} has another config there ` +
        '(make them the same, or give the arm another name)',
    );
  }
  const named = (arm: string) => armNames([arm], arms).length > 0;
  const paper = Object.entries(found.paper ?? {}).filter(([arm]) => named(arm));
  return {
    ...(found.name === undefined ? {} : { name: found.name }),
    label: found.label,
    ...(paper.length > 0 ? { paper: Object.fromEntries(paper) } : {}),
    config: found.config,
    arms: own,
    seeds: found.seeds,
    home,
  };
}
