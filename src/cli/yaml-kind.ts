import type { Mapping } from '../config/layers.ts';
import { loadYaml } from '../config/yaml-file.ts';
import { UserError } from '../platform/errors.ts';

/** What a YAML describes, by the keys that no other one has, and what to do with it. */
const KINDS: readonly {
  readonly name: string;
  readonly isOne: (value: Mapping) => boolean;
  readonly use: (file: string) => string;
}[] = [
  {
    name: 'an experiment',
    isOne: (value) => 'experiment' in value && 'rows' in value,
    use: (file) => `sublinear run ${file}`,
  },
  {
    name: 'a run',
    isOne: (value) => 'training' in value && 'optimizer' in value,
    use: (file) => `sublinear train ${file}`,
  },
  {
    name: 'a protocol, which says how the rows of an experiment are run',
    isOne: (value) => 'training' in value,
    use: (file) => `sublinear run table1 --protocol ${file}`,
  },
  {
    name: 'a data set',
    isOne: (value) => 'data' in value || 'dataset' in value,
    use: (file) => `sublinear data prepare ${file}`,
  },
  {
    name: 'an optimiser',
    isOne: (value) => 'optimizer' in value,
    use: (file) => `sublinear memory ${file}`,
  },
  {
    name: 'a model',
    isOne: (value) => 'model' in value,
    use: (file) => `sublinear memory --sizes ${file}`,
  },
];

/**
 * Refuses a YAML of another kind than a command takes: what is missing in it, and too much, would be
 * a long list. One that is of no kind is left to whoever reads it.
 *
 * @throws UserError that says what the file is, and the command for it
 */
export function requireKind(expected: 'an experiment' | 'a run', file: string): void {
  const { value } = loadYaml(file);
  const found = KINDS.find(({ isOne }) => isOne(value));
  if (found === undefined || found.name === expected) return;
  throw new UserError(
    `${file}: expected ${expected}, and this is ${found.name}; use \`${found.use(file)}\``,
  );
}
