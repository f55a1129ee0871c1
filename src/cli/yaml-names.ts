import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { whatThereIs } from '../config/closest.ts';
import { checkoutFolder, hereOrInCheckout } from '../platform/checkout.ts';
import { UserError } from '../platform/errors.ts';

/** Where the YAML files that ship lie, by what they describe. */
const FOLDERS = {
  experiment: 'experiments',
  run: 'configs/runs',
  protocol: 'configs/protocols',
  data: 'configs/data',
  optimizer: 'configs/optimizers',
} as const;

export type YamlKind = keyof typeof FOLDERS;

const ARTICLES: Readonly<Record<YamlKind, string>> = {
  experiment: 'an experiment',
  run: 'a run',
  protocol: 'a protocol',
  data: 'a data YAML',
  optimizer: 'an optimiser',
};

/** The YAML that a command is given; the others are given the folder of a run, or nothing. */
export const COMMAND_YAML: Readonly<Record<string, YamlKind>> = {
  run: 'experiment',
  status: 'experiment',
  cancel: 'experiment',
  table: 'experiment',
  report: 'experiment',
  train: 'run',
  vocab: 'data',
  'data download': 'data',
  'data prepare': 'data',
  'data inspect': 'data',
};

/** What to do with a name that was given to another command. */
const OTHER_COMMANDS: readonly { readonly kind: YamlKind; readonly command: string }[] = [
  { kind: 'experiment', command: 'run' },
  { kind: 'run', command: 'train' },
  { kind: 'protocol', command: 'run table1 --protocol' },
  { kind: 'data', command: 'data prepare' },
];

/** A file by its path from the working folder or from the checkout. */
function located(path: string): string | undefined {
  const found = hereOrInCheckout(path);
  return existsSync(found) ? found : undefined;
}

function namesIn(folder: string): string[] {
  const files = existsSync(folder) ? readdirSync(folder) : [];
  return files.flatMap((file) => /^(.+)\.ya?ml$/.exec(file)?.[1] ?? []);
}

/** The names of the files of a kind, in the working folder and in the checkout. */
export function yamlNames(kind: YamlKind): string[] {
  const folder = FOLDERS[kind];
  return [...new Set([...namesIn(folder), ...namesIn(join(checkoutFolder, folder))])].toSorted();
}

/** What a command needs that was given none of it: `an experiment, such as figure1 (there are …)`. */
export function describeMissing(kind: YamlKind): string {
  const names = yamlNames(kind);
  return `${ARTICLES[kind]}: the path of a YAML, or one of ${names.join(', ')}`;
}

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
  if (/[/\\]|\.ya?ml$/.test(given)) return given;
  for (const kind of kinds) {
    const found = located(join(FOLDERS[kind], `${given}.yaml`));
    if (found !== undefined) return found;
  }
  const names = kinds.flatMap(yamlNames);
  const other = OTHER_COMMANDS.find(({ kind }) => yamlNames(kind).includes(given));
  if (other !== undefined) {
    const { kind, command } = other;
    throw new UserError(`${given}: ${ARTICLES[kind]}; use \`sublinear ${command} ${given}\``);
  }
  throw new UserError(
    `${given}: there is no such file, and no ${kinds.join(' or ')} of that name` +
      `${whatThereIs(given, names)}`,
  );
}
