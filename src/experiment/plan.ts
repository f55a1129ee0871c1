import { isDeepStrictEqual } from 'node:util';
import { didYouMean } from '../config/closest.ts';
import { runLayer } from '../config/dataset-config.ts';
import { keptTensors } from '../config/diagnostics-schema.ts';
import { EMPTY_LAYER, type Layer, layerFrom, mergeLayers, valueAt } from '../config/layers.ts';
import { requireFittingOptimizer } from '../config/optimizer-fit.ts';
import { applyOverride } from '../config/overrides.ts';
import { type RunConfig, runConfigSchema } from '../config/run-config.ts';
import { validate } from '../config/validate.ts';
import { loadYaml } from '../config/yaml-file.ts';
import { UserError } from '../platform/errors.ts';
import type { Cell } from '../results/result.ts';
import { loadExperiment, protocolLayer } from './definition.ts';
import { askedSeeds, type Experiment, owner, tunerOf } from './rows.ts';
import type { Tuning } from './schema.ts';
import { repeatedFactor, type TrialPoint } from './trial-points.ts';

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
  /** For a trial: what the row's own number is multiplied by. */
  readonly factor?: number;
};

/** The runs that a row's number is chosen by. Until then runs of that row have the row's own. */
export type PlannedTuning = {
  readonly row: string;
  readonly tuning: Tuning;
  /** What is tried, and the run of each. */
  readonly points: readonly TrialPoint[];
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
  /** The rows of one of the experiment's groups, in place of `rows`. */
  readonly group?: string | undefined;
  readonly arms?: readonly string[] | undefined;
  readonly seeds?: readonly number[] | undefined;
};

function select(
  kind: string,
  known: readonly string[],
  wanted: readonly string[] | undefined,
): readonly string[] {
  const unknown = wanted?.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new UserError(
      `there is no ${kind} "${unknown}"${didYouMean(unknown, known)}; the experiment has ` +
        `${known.join(', ') || 'none'}`,
    );
  }
  return wanted === undefined ? known : [...new Set(wanted)];
}

function selectRows({ rows, groups }: Experiment, options: PlanOptions): readonly string[] {
  const { group } = options;
  if (group === undefined) return select('row', Object.keys(rows), options.rows);
  if (options.rows !== undefined) {
    throw new UserError('--only and --group each say which rows; give one of them');
  }
  select('group', Object.keys(groups), [group]);
  return groups[group]!.rows;
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
    requireFittingOptimizer(config);
    return config;
  };
}

/** Every run that chooses a row's number, and its other settings, where there are any. */
function planTuning(
  tuner: Experiment,
  row: string,
  configure: ReturnType<typeof configurator>,
): PlannedTuning {
  const tuning = tuner.tuning!;
  const { key, arm } = tuning;
  const repeated = repeatedFactor(tuning);
  if (repeated !== undefined) {
    throw new UserError(
      `${tuner.file}: tuning.factors: a study would try ${repeated} twice; give more values, or fewer trials`,
    );
  }
  const points = tuner.rows[row]!.trials!;
  const cell = { experiment: tuner.experiment, row, arm };
  const own = valueAt(configure(tuner, row, arm, points[0]!.seed), key.split('.'));
  if (typeof own !== 'number') {
    throw new UserError(
      `${tuner.file}: tuning.key ${key}: the row ${row} has no number there to try others in place of`,
    );
  }
  const candidates = points.map(({ factor, seed, settings }) => {
    // Digits that binary fractions add, as in 0.1 * 3, are nobody's choice.
    const wanted = { [key]: Number((own * factor).toPrecision(12)), ...settings };
    const overrides = Object.entries(wanted).map(([at, value]) => `${at}=${JSON.stringify(value)}`);
    // No table has the seed of a study, and the test set chooses nothing.
    if (tuning.studies !== undefined) overrides.push('evaluation.test=false');
    const config = configure(tuner, row, arm, seed, overrides);
    for (const [at, value] of Object.entries(wanted)) {
      const found = valueAt(config, at.split('.'));
      if (isDeepStrictEqual(found, value)) continue;
      throw new UserError(
        `--set makes ${at} ${JSON.stringify(found)} in every run, but several values are to be ` +
          `tried there for the row ${row}; leave it out`,
      );
    }
    return { cell, seed, factor, config };
  });
  return { row, tuning, points, candidates };
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
    options.protocol === undefined
      ? protocolLayer(experiment)
      : runLayer(loadYaml(options.protocol));
  const base = mergeLayers(protocol, options.model ?? EMPTY_LAYER);
  const configure = configurator(base, options.overrides ?? []);
  const rows = selectRows(experiment, options);
  const arms = select('arm', Object.keys(experiment.arms), options.arms);
  const cells = rows.flatMap((row) =>
    arms.filter((arm) => experiment.rows[row]!.arms.includes(arm)).map((arm) => ({ row, arm })),
  );
  // Any seed will do; those in the file are the ones that its table is made of.
  const seedsOf = (cell: { row: string; arm: string }) =>
    options.seeds ?? askedSeeds(experiment, cell);
  const runs = [...new Set(cells.flatMap(seedsOf))].flatMap((seed) =>
    cells
      .filter((cell) => seedsOf(cell).includes(seed))
      .map(({ row, arm }) => ({
        cell: { experiment: owner(experiment, row, arm).experiment, row, arm },
        seed,
        config: configure(experiment, row, arm, seed),
      })),
  );
  if (runs.some(({ config }) => config.evaluation.test === false)) {
    throw new UserError(
      `${file}: evaluation.test is false, and tables are made of scores on the test set; leave it out`,
    );
  }
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
