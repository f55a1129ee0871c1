import yargs, { type Argv, type CommandModule } from 'yargs';

/** A command of the command line, whatever its arguments are. */
export type Command = {
  readonly name: string;
  /** Not for people: no list of commands has it. */
  readonly isHidden: boolean;
  /** The commands below it, for one such as `data`. */
  readonly subcommands: readonly Command[];
  addTo(parser: Argv): Argv;
  /** Its options as they are typed, each with the words that it may have, if only some are allowed. */
  options(): ReadonlyMap<string, readonly string[]>;
};

/** The names of those commands that people are told of. */
export const shownNames = (commands: readonly Command[]): string[] =>
  commands.filter(({ isHidden }) => !isHidden).map(({ name }) => name);

/** What a parser knows, which the types of yargs leave out. */
type Known = {
  getOptions(): { key: object; choices: Readonly<Record<string, readonly string[]>> };
};

/** The options that a parser knows, as `Command.options`. */
export function knownOptions(parser: Argv): ReadonlyMap<string, readonly string[]> {
  const { key, choices } = (parser as unknown as Known).getOptions();
  const names = Object.keys(key).filter((name) => name.length > 1 && !/[A-Z]/.test(name));
  return new Map(names.map((name) => [name, choices[name] ?? []]));
}

/** A command as the help of a whole and of a part list it. */
export function command<Arguments>(
  module: CommandModule<object, Arguments>,
  subcommands: readonly Command[] = [],
): Command {
  const { builder } = module;
  if (typeof builder !== 'function') throw new Error(`${module.command}: has no builder`);
  const withoutVersion: CommandModule<object, Arguments> = {
    ...module,
    // The version is that of the whole: no command's help needs to say so.
    builder: (args: Argv) => builder(args.version(false)) as Argv<Arguments>,
  };
  return {
    name: String(module.command).split(' ', 1)[0]!,
    isHidden: module.describe === false,
    subcommands,
    addTo: (parser) => parser.command(withoutVersion),
    options: () => knownOptions(builder(yargs([]).version(false)) as Argv),
  };
}
