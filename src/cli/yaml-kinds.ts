import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, parse } from 'node:path';
import { whatThereIs } from '../config/closest.ts';
import type { Mapping } from '../config/layers.ts';
import { isYamlName, loadYaml, YAML_ENDINGS } from '../config/yaml-file.ts';
import { checkoutFolder, hereOrInCheckout } from '../platform/checkout.ts';
import { UserError } from '../platform/errors.ts';

export type YamlKind = 'experiment' | 'run' | 'protocol' | 'data' | 'optimizer' | 'model';

/**
 * What a YAML can describe: what messages call it, where those that ship lie, the command that takes
 * one, and the keys that tell it from the kinds after it.
 */
const KINDS: Readonly<
  Record<
    YamlKind,
    {
      readonly called: string;
      readonly folder: string;
      readonly command: string;
      readonly isOne: (value: Mapping) => boolean;
    }
  >
> = {
  experiment: {
    called: 'an experiment',
    folder: 'experiments',
    command: 'run',
    isOne: (value) => 'experiment' in value && 'rows' in value,
  },
  run: {
    called: 'a run',
    folder: 'configs/runs',
    command: 'train',
    isOne: (value) => 'training' in value && 'optimizer' in value,
  },
  protocol: {
    called: 'a protocol',
    folder: 'configs/protocols',
    command: 'run table1 --protocol',
    isOne: (value) => 'training' in value,
  },
  data: {
    called: 'a data YAML',
    folder: 'configs/data',
    command: 'data prepare',
    isOne: (value) => 'data' in value || 'dataset' in value,
  },
  optimizer: {
    called: 'an optimiser',
    folder: 'configs/optimizers',
    command: 'memory',
    isOne: (value) => 'optimizer' in value,
  },
  model: {
    called: 'a model',
    folder: 'configs/models',
    command: 'memory --sizes',
    isOne: (value) => 'model' in value,
  },
};

const kindWhere = (test: (kind: YamlKind) => boolean): YamlKind | undefined =>
  (Object.keys(KINDS) as YamlKind[]).find(test);

const useOf = (kind: YamlKind, given: string): string =>
  `use \`sublinear ${KINDS[kind].command} ${given}\``;

/** A file by its path from the working folder or from the checkout. */
function located(path: string): string | undefined {
  const found = hereOrInCheckout(path);
  const there = statSync(found, { throwIfNoEntry: false });
  return there === undefined || there.isDirectory() ? undefined : found;
}

function namesIn(folder: string): string[] {
  const files = existsSync(folder) ? readdirSync(folder) : [];
  return files.filter(isYamlName).map((file) => parse(file).name);
}

/** The names of the files of a kind, in the working folder and in the checkout. */
export function yamlNames(kind: YamlKind): string[] {
  const { folder } = KINDS[kind];
  return [...new Set([...namesIn(folder), ...namesIn(join(checkoutFolder, folder))])].toSorted();
}

/** What a command needs that was given none of it: `an experiment: the path of a YAML, or one of …`. */
export const describeMissing = (kind: YamlKind): string =>
  `${KINDS[kind].called}: the path of a YAML, or one of ${yamlNames(kind).join(', ')}`;

/**
 * The file that `given` means: a path, or the name of a file that ships, such as `table2` for
 * experiments/table2.yaml.
 *
 * @param kinds where names are looked for, in this order
 * @throws UserError for a name that no file has; a path is left to whoever reads it
 */
export function yamlFile(given: string, ...kinds: readonly YamlKind[]): string {
  const there = located(given);
  if (there !== undefined) return there;
  if (/[/\\]/.test(given) || isYamlName(given)) return given;
  for (const kind of kinds) {
    for (const ending of YAML_ENDINGS) {
      const found = located(join(KINDS[kind].folder, `${given}${ending}`));
      if (found !== undefined) return found;
    }
  }
  const other = kindWhere((kind) => yamlNames(kind).includes(given));
  throw new UserError(
    other === undefined
      ? `${given}: there is no such file, and no ${kinds.join(' or ')} of that name` +
          whatThereIs(given, kinds.flatMap(yamlNames))
      : `${given}: ${KINDS[other].called}; ${useOf(other, given)}`,
  );
}

/**
 * The experiment or the run that `given` means. A YAML of another kind is refused here, as what is
 * missing in it, and too much, would be a long list; one that is of no kind is left to whoever reads it.
 *
 * @throws UserError that says what the file is, and the command for it
 */
export function yamlOfKind(given: string, expected: 'experiment' | 'run'): string {
  const file = yamlFile(given, expected);
  const { value } = loadYaml(file);
  const found = kindWhere((kind) => KINDS[kind].isOne(value));
  if (found === undefined || found === expected) return file;
  throw new UserError(
    `${file}: expected ${KINDS[expected].called}, and this is ${KINDS[found].called}; ` +
      useOf(found, file),
  );
}
