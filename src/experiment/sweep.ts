/*
 * A sweep runs every cell of an experiment once for each value of one number, such as the rate
 * multiplier. Each arm of the file becomes an arm for each value, so that all else that knows of arms
 * knows of them.
 */
import { layerFrom, type Mapping } from '../config/layers.ts';
import { applyOverride } from '../config/overrides.ts';
import type { ExperimentFile } from './schema.ts';

type Sweep = NonNullable<ExperimentFile['sweep']>;

/** An arm of an experiment: a column of its table. */
export type Arm = {
  readonly label: string;
  readonly config: Mapping;
  /** The arm of the file that it is, and at which value; absent where nothing is swept. */
  readonly swept?: { readonly arm: string; readonly label: string; readonly value: number };
};

/**
 * Names `arm` at `value` in files and on the command line, in letters and digits: `warmupAt2p8`, and
 * `warmupAt1em7` for 1e-7. No two values have one name, as JavaScript writes no e without a sign.
 */
function sweptArm(arm: string, value: number): string {
  return `${arm}At${String(value).replace('.', 'p').replaceAll('-', 'm').replace('+', '')}`;
}

/** The arms of an experiment: those of its file, each at every value of its sweep. */
export function armsOf(
  arms: ExperimentFile['arms'],
  sweep: Sweep | undefined,
): Readonly<Record<string, Arm>> {
  if (sweep === undefined) return arms;
  const entries = Object.entries(arms).flatMap(([arm, { label, config }]) =>
    sweep.values.map((value): [string, Arm] => [
      sweptArm(arm, value),
      {
        label: `${label}, ${sweep.symbol} = ${value}`,
        config: applyOverride(layerFrom(config, arm), `${sweep.key}=${value}`).value,
        swept: { arm, label, value },
      },
    ]),
  );
  return Object.fromEntries(entries);
}

/** What the arms `names` of a file are called in an experiment that has `arms`. */
export function armNames(
  names: readonly string[],
  arms: Readonly<Record<string, Arm>>,
): readonly string[] {
  return names.flatMap((name) =>
    Object.keys(arms).filter((arm) => (arms[arm]!.swept?.arm ?? arm) === name),
  );
}
