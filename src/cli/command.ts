import type { Argv, CommandModule, InferredOptionTypes, Options, PositionalOptions } from 'yargs';
import type { YamlKind } from './yaml-kinds.ts';

/** Positional arguments, with what kind of YAML one names where it names one. */
type Positionals = Readonly<Record<string, PositionalOptions & { readonly kind?: YamlKind }>>;

export type OptionTable = Readonly<Record<string, Options>>;

/** A command of the command line, whatever its arguments are. */
export type Command = {
  readonly name: string;
  /** Not for people: no list of commands has it. */
  readonly isHidden: boolean;
  /** The YAML that it is given. */
  readonly kind: YamlKind | undefined;
  readonly options: OptionTable;
  /** The arguments that are lists, or may be given again. */
  readonly lists: readonly string[];
  /** The commands below it, for one such as `data`. */
  readonly subcommands: readonly Command[];
  addTo(parser: Argv): Argv;
};

type Definition<P extends Positionals, O extends OptionTable> = {
  /** With its positional arguments, as yargs writes them: `train <config>`. */
  readonly usage: string;
  /** False for a command that is not for people. */
  readonly describe: string | false;
  readonly positionals?: P;
  readonly options?: O;
  readonly subcommands?: readonly Command[];
  readonly examples?: readonly [line: string, what: string][];
  readonly epilogue?: string;
  readonly handler?: (args: InferredOptionTypes<P> & InferredOptionTypes<O>) => Promise<void>;
};

/** A command whose arguments are declared as data; its handler is given them by these types. */
export function command<
  P extends Positionals = Record<never, never>,
  O extends OptionTable = Record<never, never>,
>({
  usage,
  describe,
  positionals,
  options,
  subcommands = [],
  examples = [],
  epilogue,
  handler = async () => {},
}: Definition<P, O>): Command {
  const named: Positionals = positionals ?? {};
  const module: CommandModule = {
    command: usage,
    describe,
    builder: (parser) => {
      for (const [key, { kind: _, ...each }] of Object.entries(named)) parser.positional(key, each);
      for (const each of subcommands) each.addTo(parser);
      if (subcommands.length > 0) parser.demandCommand(1).strict();
      if (epilogue !== undefined) parser.epilogue(epilogue);
      // The version is that of the whole: no command's help needs to say so.
      return parser
        .version(false)
        .options(options ?? {})
        .example(examples);
    },
    // yargs gives the arguments that are declared above.
    handler: (args) => handler(args as unknown as Parameters<typeof handler>[0]),
  };
  return {
    name: usage.split(' ', 1)[0]!,
    isHidden: describe === false,
    kind: Object.values(named)[0]?.kind,
    options: options ?? {},
    lists: Object.entries({ ...named, ...options }).flatMap(([key, { array }]) =>
      array === true ? [key] : [],
    ),
    subcommands,
    addTo: (parser) => parser.command(module),
  };
}

/** The names of those commands that people are told of. */
export const shownNames = (commands: readonly Command[]): string[] =>
  commands.filter(({ isHidden }) => !isHidden).map(({ name }) => name);
