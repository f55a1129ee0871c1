import type { Argv } from 'yargs';
import type { Layer } from '../config/layers.ts';
import { applyOverride } from '../config/overrides.ts';
import { loadYaml } from '../config/yaml-file.ts';
import { WHAT } from './option-groups.ts';
import { type YamlKind, yamlFile } from './yaml-names.ts';

/** The option that overrides values of a configuration. */
export function setOption<T>(args: Argv<T>) {
  return args.option('set', {
    type: 'string',
    array: true,
    default: [] as string[],
    nargs: 1,
    group: WHAT,
    describe: 'Override one value, key.path=value; may be given again',
  });
}

/** The arguments of every command that reads a configuration of `kind`, by its path or name. */
export function configOptions<T>(args: Argv<T>, kind: YamlKind, describe: string) {
  return setOption(
    args.positional('config', {
      type: 'string',
      demandOption: true,
      coerce: (given: string) => yamlFile(given, kind),
      describe,
    }),
  );
}

/** The YAML file with what it extends and with every `--set` applied. */
export function loadLayer(file: string, overrides: readonly string[]): Layer {
  return overrides.reduce(applyOverride, loadYaml(file));
}
