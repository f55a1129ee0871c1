import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../platform/errors.ts';
import { type Experiment, loadExperiment } from './definition.ts';

/**
 * Every experiment in a folder of YAML files, in the order of their names.
 *
 * @throws UserError where there is no such folder, or two files have one experiment
 */
export function loadExperiments(folder: string): Experiment[] {
  if (!existsSync(folder)) throw new UserError(`${folder}: there is no such folder of experiments`);
  const files = readdirSync(folder).filter((name) => /\.ya?ml$/.test(name));
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
