import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { runLayer } from '../config/dataset-config.ts';
import { EMPTY_LAYER, type Layer, layerFrom, mergeLayers } from '../config/layers.ts';
import { applyOverride } from '../config/overrides.ts';
import { type RunConfig, runConfigSchema } from '../config/run-config.ts';
import { validate } from '../config/validate.ts';
import { loadYaml } from '../config/yaml-file.ts';
import { UserError } from '../errors.ts';
import type { Cell } from '../results/result.ts';

/** A part of a run's configuration, laid over the protocol's. */
const overlay = z.record(z.string(), z.unknown());

const name = z.string().regex(/^[A-Za-z0-9]+$/, 'must be letters and digits');

const armSchema = z.strictObject({ label: z.string(), config: overlay });

/** What the paper prints in a cell: BLEU, or that training diverged. */
const paperCellSchema = z.union([z.number(), z.literal('diverged')]);

const rowSchema = z.strictObject({
  label: z.string(),
  /** By arm; left out where the paper has no such cell. */
  paper: z.record(name, paperCellSchema).optional(),
  config: overlay,
});

const cellReference = z.strictObject({ row: name, arm: name });

/** A comparison that the source draws: the first cell scores higher than the second. */
const claimSchema = z.strictObject({
  claim: z.string(),
  higher: cellReference,
  lower: cellReference,
});

const experimentSchema = z
  .strictObject({
    experiment: name,
    title: z.string(),
    /** Where the numbers under `paper` come from. */
    source: z.string(),
    /** The protocol YAML to run under unless told otherwise, relative to this file. */
    protocol: z.string(),
    seeds: z.array(z.int()).min(1),
    arms: z.record(name, armSchema),
    rows: z.record(name, rowSchema),
    claims: z.array(claimSchema).default([]),
  })
  .superRefine(({ arms, rows, claims }, context) => {
    const armNames = Object.keys(arms);
    for (const [row, { paper = {} }] of Object.entries(rows)) {
      for (const arm of Object.keys(paper).filter((known) => !armNames.includes(known))) {
        const message = `there is no arm "${arm}"; the arms are ${armNames.join(', ')}`;
        context.addIssue({ code: 'custom', path: ['rows', row, 'paper', arm], message });
      }
    }
    for (const [i, claim] of claims.entries()) {
      for (const side of ['higher', 'lower'] as const) {
        const { row, arm } = claim[side];
        if (rows[row] !== undefined && arms[arm] !== undefined) continue;
        const message = `there is no row "${row}" with an arm "${arm}"`;
        context.addIssue({ code: 'custom', path: ['claims', i, side], message });
      }
    }
  });

export type PaperCell = z.infer<typeof paperCellSchema>;

/** A table of the paper, or of our own, as data. */
export type Experiment = z.infer<typeof experimentSchema>;

/** An experiment under one protocol. */
export type PlannedExperiment = {
  readonly experiment: Experiment;
  readonly protocol: string;
  readonly runs: readonly PlannedRun[];
};

/** One cell with one seed, and all it takes to run it. */
export type PlannedRun = { readonly cell: Cell; readonly seed: number; readonly config: RunConfig };

export type PlanOptions = {
  /** A protocol YAML in place of the experiment's own. */
  readonly protocol?: string | undefined;
  /** Laid over the protocol's model, under the arms and rows. */
  readonly model?: Layer | undefined;
  /** Laid over every run, as `--set` gives them. */
  readonly overrides?: readonly string[] | undefined;
  /** Only these rows, arms or seeds; all of them unless given. */
  readonly rows?: readonly string[] | undefined;
  readonly arms?: readonly string[] | undefined;
  readonly seeds?: readonly number[] | undefined;
};

/** Reads an experiment file. */
export function loadExperiment(file: string): Experiment {
  return validate(experimentSchema, loadYaml(file), file);
}

/** The protocol that an experiment runs under unless told otherwise. */
export function protocolLayer(file: string): Layer {
  return runLayer(loadYaml(resolve(dirname(file), loadExperiment(file).protocol)));
}

/** `wanted`, or everything there is; refuses a name that is not there. */
function select<T>(
  kind: string,
  known: readonly T[],
  wanted: readonly T[] | undefined,
): readonly T[] {
  const unknown = wanted?.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new UserError(`there is no ${kind} ${unknown}; the experiment has ${known.join(', ')}`);
  }
  return wanted ?? known;
}

/**
 * Every run of an experiment: each row in each arm with each seed. A run's configuration is the
 * protocol's, then the arm's on top of it, the row's, the overrides and the seed.
 */
export function planExperiment(file: string, options: PlanOptions = {}): PlannedExperiment {
  const experiment = loadExperiment(file);
  const protocol =
    options.protocol === undefined ? protocolLayer(file) : runLayer(loadYaml(options.protocol));
  const base = mergeLayers(protocol, options.model ?? EMPTY_LAYER);
  const runs: PlannedRun[] = [];
  const rows = select('row', Object.keys(experiment.rows), options.rows);
  const arms = select('arm', Object.keys(experiment.arms), options.arms);
  // Any seed will do; those in the file are the ones that its table is made of.
  for (const seed of options.seeds ?? experiment.seeds) {
    for (const row of rows) {
      for (const arm of arms) {
        const layers: Layer[] = [
          layerFrom(experiment.arms[arm]!.config, `${file}: arms.${arm}.config`),
          layerFrom(experiment.rows[row]!.config, `${file}: rows.${row}.config`),
        ];
        const layer = [...(options.overrides ?? []), `training.seed=${seed}`].reduce(
          applyOverride,
          layers.reduce(mergeLayers, base),
        );
        const config = validate(runConfigSchema, layer, `${file}, row ${row}, arm ${arm}`);
        runs.push({ cell: { experiment: experiment.experiment, row, arm }, seed, config });
      }
    }
  }
  return { experiment, protocol: runs[0]!.config.protocol, runs };
}
