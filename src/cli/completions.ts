import { type Command, shownNames } from './command.ts';
import { yamlFile, yamlNames } from './yaml-kinds.ts';

/** The rows, arms or groups that the experiment on the command line has. */
async function partsOf(
  file: string | undefined,
  part: 'rows' | 'arms' | 'groups',
): Promise<string[]> {
  if (file === undefined) return [];
  const { loadExperiment } = await import('../experiment/definition.ts');
  return Object.keys(loadExperiment(yamlFile(file, 'experiment'))[part]);
}

/**
 * The words that may stand where the last one of `words` does: commands, the names of YAML files that
 * ship, options and what they may be, rows, groups and arms of the experiment.
 */
async function candidates(
  words: readonly string[],
  commands: readonly Command[],
): Promise<readonly string[]> {
  const [name, ...rest] = words;
  if (rest.length === 0) return shownNames(commands);
  const found = commands.find((command) => command.name === name);
  if (found === undefined) return [];
  const { kind, options, subcommands } = found;
  if (subcommands.length > 0) return candidates(rest, subcommands);
  const before = rest.at(-2) ?? '';
  switch (before) {
    case '--protocol':
      return yamlNames('protocol');
    case '--only':
      return partsOf(rest[0], 'rows');
    case '--group':
      return partsOf(rest[0], 'groups');
    case '--arms':
      return partsOf(rest[0], 'arms');
  }
  const { choices = [] } = options[before.replace(/^--/, '')] ?? {};
  if (choices.length > 0) return choices.map(String);
  if (rest.length === 1 && kind !== undefined && !rest[0]!.startsWith('-')) return yamlNames(kind);
  return ['help', ...Object.keys(options)].map((option) => `--${option}`);
}

/**
 * What Tab offers for the last of `words`, the command line without the program's name. Lists with
 * commas are completed after the last one. Nothing is run, and nothing said: what cannot be told is
 * not offered.
 */
export async function completions(
  words: readonly string[],
  commands: readonly Command[],
): Promise<string[]> {
  const current = words.at(-1) ?? '';
  const typed = current.slice(0, current.lastIndexOf(',') + 1);
  const found = await candidates(words, commands).catch(() => []);
  return found.map((word) => typed + word).filter((word) => word.startsWith(current));
}
