import type { Argv, Options } from 'yargs';
import type { Command } from '../../src/cli/command.ts';

/** An option or a positional argument, as a command declares it. */
type DeclaredOption = {
  /** The words of its command, such as `data prepare`. */
  readonly command: string;
  readonly name: string;
  readonly isPositional: boolean;
  readonly options: Options;
};

/** All that the commands declare, found by building each with a parser that takes notes. For tests. */
export function declaredOptions(commands: readonly Command[], above = ''): DeclaredOption[] {
  return commands.flatMap((command) => {
    const name = `${above}${command.name}`;
    const declared: DeclaredOption[] = [];
    const note = (isPositional: boolean) => (option: string, options: Options) => {
      declared.push({ command: name, name: option, isPositional, options });
      return parser;
    };
    const parser: Argv = new Proxy({} as Argv, {
      get: (_target, method) => {
        if (method === 'option') return note(false);
        if (method === 'positional') return note(true);
        if (method === 'command') {
          return ({ builder }: { builder: (args: Argv) => Argv }) => builder(parser);
        }
        return () => parser;
      },
    });
    if (command.subcommands.length > 0) return declaredOptions(command.subcommands, `${name} `);
    command.addTo(parser);
    return declared;
  });
}
