import { existsSync, readdirSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { runLayer } from '../config/dataset-config.ts';
import { type Layer, originOf } from '../config/layers.ts';
import { validate } from '../config/validate.ts';
import { isYamlName, loadYaml } from '../config/yaml-file.ts';
import { UserError } from '../platform/errors.ts';
import { borrowRow, type Experiment } from './rows.ts';
import { experimentSchema } from './schema.ts';
import { armNames, armsOf } from './sweep.ts';
import { trialPoints } from './trial-points.ts';

export type { Experiment } from './rows.ts';

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
  const sources = new Map<string, Experiment>();
  const sourceOf = (row: string, from: string): Experiment => {
    // The file that says `from` need not be this one, which may extend it.
    const origin = originOf(layer, ['rows', row, 'from']) ?? file;
    const there = isAbsolute(from) ? from : join(dirname(origin), from);
    const source = sources.get(there) ?? load(there, [...takers, path]);
    sources.set(there, source);
    return source;
  };
  const resolved = Object.entries(rows).map(([row, entry]) => {
    const { from, name, label, paper, config, seeds, search } = entry;
    const own = armNames(entry.arms ?? Object.keys(written), arms);
    const found =
      from === undefined
        ? {
            name,
            label: label!,
            paper,
            config: config!,
            arms: own,
            trials: rest.tuning && trialPoints(rest.tuning, search),
          }
        : borrowRow(row, sourceOf(row, from), arms, own);
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

/**
 * Every experiment in a folder of YAML files, in the order of their names.
 *
 * @throws UserError where there is no such folder, or two files have one experiment
 */
export function loadExperiments(folder: string): Experiment[] {
  if (!existsSync(folder)) throw new UserError(`${folder}: there is no such folder of experiments`);
  const files = readdirSync(folder).filter(isYamlName);
  const experiments = files.toSorted().map((name) => loadExperiment(join(folder, name)));
  const names = experiments.map(({ experiment }) => experiment);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) {
    throw new UserError(
      `${folder}: two files have the experiment ${twice}, and would share its results; rename one`,
    );
  }
  return experiments;
}

/** The protocol that an experiment runs under unless told otherwise. */
export function protocolLayer({ file, protocol }: Experiment): Layer {
  return runLayer(loadYaml(resolve(dirname(file), protocol)));
}
