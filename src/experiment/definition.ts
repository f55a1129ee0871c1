import { dirname, isAbsolute, join, resolve } from 'node:path';
import { didYouMean } from '../closest.ts';
import { runLayer } from '../config/dataset-config.ts';
import { keptTensors } from '../config/diagnostics-schema.ts';
import {
  EMPTY_LAYER,
  type Layer,
  layerFrom,
  mergeLayers,
  originOf,
  valueAt,
} from '../config/layers.ts';
import { applyOverride } from '../config/overrides.ts';
import { type RunConfig, runConfigSchema } from '../config/run-config.ts';
import { validate } from '../config/validate.ts';
import { loadYaml } from '../config/yaml-file.ts';
import { UserError } from '../errors.ts';
import type { Cell } from '../results/result.ts';
import { ownerOf, type Row, takenRow, tunerOf } from './rows.ts';
import { type ExperimentFile, experimentSchema, type Tuning } from './schema.ts';
import { type Arm, armNames, armsOf } from './sweep.ts';

/** A table of the paper, or of our own, as data. */
export type Experiment = Omit<ExperimentFile, 'rows' | 'arms'> & {
  /** The file that it was read from. */
  readonly file: string;
  /** Of an experiment with a sweep, those of its file at each value. */
  readonly arms: Readonly<Record<string, Arm>>;
  readonly rows: Readonly<Record<string, Row>>;
};

/** Refuses a rule that asks for what a row keeps in the paper, where the paper does not say. */
function requirePaperShare({ file, operatingPoint, rows }: Experiment): void {
  if (operatingPoint === undefined) return;
  const { row, arm, of } = operatingPoint;
  const lacking = [arm, of].find((each) => typeof rows[row]!.paper?.[each] !== 'number');
  if (lacking === undefined) return;
  throw new UserError(
    `${file}: operatingPoint: the row ${row} has no number of the paper in the arm ${lacking}, ` +
      'whose share the rule asks for',
  );
}

function load(file: string, takers: readonly string[]): Experiment {
  const path = resolve(file);
  if (takers.includes(path)) {
    const circle = [...takers.slice(takers.indexOf(path)), path].join(' -> ');
    throw new UserError(`from: experiments take rows from each other in a circle: ${circle}`);
  }
  const layer = loadYaml(file);
  const { rows, arms: written, ...rest } = validate(experimentSchema, layer, file);
  const arms = armsOf(written, rest.sweep);
  const homes = new Map<string, Experiment>();
  const homeOf = (row: string, from: string): Experiment => {
    // The file that says `from` need not be this one, which may extend it.
    const origin = originOf(layer, ['rows', row, 'from']) ?? file;
    const there = isAbsolute(from) ? from : join(dirname(origin), from);
    const home = homes.get(there) ?? load(there, [...takers, path]);
    homes.set(there, home);
    return home;
  };
  const resolved = Object.entries(rows).map(([row, entry]) => {
    const { from, name, label, paper, config, seeds } = entry;
    const own = armNames(entry.arms ?? Object.keys(written), arms);
    const found =
      from === undefined
        ? {
            ...(name === undefined ? {} : { name }),
            label: label!,
            ...(paper === undefined ? {} : { paper }),
            config: config!,
            arms: own,
          }
        : takenRow(row, homeOf(row, from), arms, own);
    return [row, seeds === undefined ? found : { ...found, seeds }] as const;
  });
  const experiment = { ...rest, arms, file, rows: Object.fromEntries(resolved) };
  requirePaperShare(experiment);
  return experiment;
}

/**
 * Reads an experiment file, and those that it takes rows from.
 *
 * @throws UserError for a file that is missing or not valid, and for a row that is not where it is
 *   to be taken from
 */
export function loadExperiment(file: string): Experiment {
  return load(file, []);
}

/** The protocol that an experiment runs under unless told otherwise. */
export function protocolLayer(file: string): Layer {
  return runLayer(loadYaml(resolve(dirname(file), loadExperiment(file).protocol)));
}

/** An experiment under one protocol. */
export type PlannedExperiment = {
  /** With the rows and arms that were selected only, and all of its claims. */
  readonly experiment: Experiment;
  readonly protocol: string;
  readonly runs: readonly PlannedRun[];
  /** What has to be tried before the runs of tuned rows, one for each such row. */
  readonly tunings: readonly PlannedTuning[];
};

/** One cell with one seed, and all it takes to run it. */
export type PlannedRun = {
  /** Of another experiment than the planned one where the row is taken from there. */
  readonly cell: Cell;
  readonly seed: number;
  readonly config: RunConfig;
  /** For a run that tries a number for its row: the number, in times the row's own. */
  readonly times?: number;
};

/** The runs that a row's number is chosen by. Until then runs of that row have the row's own. */
export type PlannedTuning = {
  readonly row: string;
  readonly tuning: Tuning;
  readonly candidates: readonly PlannedRun[];
};

export type PlanOptions = {
  /** A protocol YAML in place of the experiment's own. */
  readonly protocol?: string | undefined;
  /** Laid over the protocol's model, under the arms and rows. */
  readonly model?: Layer | undefined;
  /** Laid over every run, as `--set` gives them. */
  readonly overrides?: readonly string[] | undefined;
  /** Only these rows, arms or seeds, in this order; all of them unless given. */
  readonly rows?: readonly string[] | undefined;
  readonly arms?: readonly string[] | undefined;
  readonly seeds?: readonly number[] | undefined;
};

/** `wanted`, or everything there is; refuses a name that is not there. */
function select(
  kind: string,
  known: readonly string[],
  wanted: readonly string[] | undefined,
): readonly string[] {
  const unknown = wanted?.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new UserError(
      `there is no ${kind} "${unknown}"${didYouMean(unknown, known)}; the experiment has ${known.join(', ')}`,
    );
  }
  return wanted === undefined ? known : [...new Set(wanted)];
}

const pick = <T>(record: Readonly<Record<string, T>>, keys: readonly string[]) =>
  Object.fromEntries(keys.map((key) => [key, record[key]!]));

/** Makes the configuration of a run: `base`, then the arm on top of it, the row, the overrides. */
function configurator(base: Layer, overrides: readonly string[]) {
  return (experiment: Experiment, row: string, arm: string, seed: number, also: string[] = []) => {
    const { file, arms, rows } = experiment;
    const layers = [
      layerFrom(arms[arm]!.config, `${file}: arms.${arm}.config`),
      layerFrom(rows[row]!.config, `${file}: rows.${row}.config`),
    ];
    const layer = [...also, ...overrides, `training.seed=${seed}`].reduce(
      applyOverride,
      layers.reduce(mergeLayers, base),
    );
    const config = validate(runConfigSchema, layer, `${file}, row ${row}, arm ${arm}`);
    if (config.diagnostics !== undefined) keptTensors(config.diagnostics, config.model);
    return config;
  };
}

/** Every run that chooses a row's number: the grid, in the one arm and with the one seed. */
function planTuning(
  tuner: Experiment,
  row: string,
  configure: ReturnType<typeof configurator>,
): PlannedTuning {
  const tuning = tuner.tuning!;
  const { key, times, arm, seed } = tuning;
  const cell = { experiment: tuner.experiment, row, arm };
  const path = key.split('.');
  const own = valueAt(configure(tuner, row, arm, seed), path);
  if (typeof own !== 'number') {
    throw new UserError(
      `${tuner.file}: tuning.key ${key}: the row ${row} has no number there to try others in place of`,
    );
  }
  const candidates = times.map((factor) => {
    // Digits that binary fractions add, as in 0.1 * 3, are nobody's choice.
    const value = Number((own * factor).toPrecision(12));
    const config = configure(tuner, row, arm, seed, [`${key}=${value}`]);
    const found = valueAt(config, path);
    if (found !== value) {
      throw new UserError(
        `--set makes ${key} ${JSON.stringify(found)} in every run, but several numbers are to be ` +
          `tried there for the row ${row}; leave it out`,
      );
    }
    return { cell, seed, times: factor, config };
  });
  return { row, tuning, candidates };
}

/**
 * Every run of an experiment: each row in each of its arms with each seed. A run's configuration is
 * the protocol's, then the arm's on top of it, the row's, the overrides and the seed.
 *
 * @throws UserError for a row or an arm that is not there, and where a configuration is not valid
 */
export function planExperiment(file: string, options: PlanOptions = {}): PlannedExperiment {
  const experiment = loadExperiment(file);
  const protocol =
    options.protocol === undefined ? protocolLayer(file) : runLayer(loadYaml(options.protocol));
  const base = mergeLayers(protocol, options.model ?? EMPTY_LAYER);
  const configure = configurator(base, options.overrides ?? []);
  const rows = select('row', Object.keys(experiment.rows), options.rows);
  const arms = select('arm', Object.keys(experiment.arms), options.arms);
  const cells = rows.flatMap((row) =>
    arms.filter((arm) => experiment.rows[row]!.arms.includes(arm)).map((arm) => ({ row, arm })),
  );
  // Any seed will do; those in the file are the ones that its table is made of.
  const seedsOf = ({ row, arm }: { row: string; arm: string }) =>
    options.seeds ??
    experiment.rows[row]!.seeds?.[experiment.arms[arm]!.swept?.arm ?? arm] ??
    experiment.seeds;
  const runs = [...new Set(cells.flatMap(seedsOf))].flatMap((seed) =>
    cells
      .filter((cell) => seedsOf(cell).includes(seed))
      .map(({ row, arm }) => ({
        cell: { experiment: ownerOf(experiment, row, arm).experiment, row, arm },
        seed,
        config: configure(experiment, row, arm, seed),
      })),
  );
  if (runs.length === 0) {
    throw new UserError(
      `${file}: no row of ${rows.join(', ')} is run in an arm of ${arms.join(', ')}`,
    );
  }
  const tunings = [...new Set(cells.map(({ row }) => row))].flatMap((row) => {
    const tuner = tunerOf(experiment, row);
    return tuner === undefined ? [] : [planTuning(tuner, row, configure)];
  });
  return {
    experiment: {
      ...experiment,
      rows: pick(experiment.rows, rows),
      arms: pick(experiment.arms, arms),
    },
    protocol: runs[0]!.config.protocol,
    runs,
    tunings,
  };
}
