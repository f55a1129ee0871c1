import type { Argv } from 'yargs';
import type { Layer } from '../config/layers.ts';
import { applyOverride } from '../config/overrides.ts';
import { loadYaml } from '../config/yaml-file.ts';

/** The arguments of every command that reads a configuration. */
export function configOptions<T>(args: Argv<T>, describe: string) {
  return args.positional('config', { type: 'string', demandOption: true, describe }).option('set', {
    type: 'string',
    array: true,
    default: [] as string[],
    nargs: 1,
    describe: 'Override one value, key.path=value; may be given again',
  });
}

/** The YAML file with what it extends and with every `--set` applied. */
export function loadLayer(file: string, overrides: readonly string[]): Layer {
  return overrides.reduce(applyOverride, loadYaml(file));
}
