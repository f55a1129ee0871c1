import type { Layer } from '../config/layers.ts';
import { applyOverride } from '../config/overrides.ts';
import { loadYaml } from '../config/yaml-file.ts';
import { repeated, WHAT } from './option.ts';
import { yamlFile, yamlOfKind } from './yaml-kinds.ts';

/** Overrides values of a configuration. */
export const SET = repeated('Override one value, key.path=value; may be given again', WHAT);

/** The experiment, run or data set that a command works on, by its path or name. */
export const configArgument = (kind: 'experiment' | 'run' | 'data', describe: string) =>
  ({
    type: 'string',
    demandOption: true,
    coerce: (given: string) => (kind === 'data' ? yamlFile(given, kind) : yamlOfKind(given, kind)),
    describe,
    kind,
  }) as const;

export const EXPERIMENT = configArgument(
  'experiment',
  'An experiment: a name, such as table1, or a YAML',
);

export const DATA_SET = configArgument('data', 'A data set: a name, such as wmt14, or a YAML');

/** The YAML file with what it extends and with every `--set` applied. */
export function loadLayer(file: string, overrides: readonly string[]): Layer {
  return overrides.reduce(applyOverride, loadYaml(file));
}
