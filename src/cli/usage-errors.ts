import type { Argv } from 'yargs';
import { didYouMean, whatThereIs } from '../config/closest.ts';
import { UserError } from '../platform/errors.ts';
import { type Command, knownOptions, shownNames } from './command.ts';
import { COMMAND_YAML, describeMissing } from './yaml-names.ts';

const named = (commands: readonly Command[], name: string | undefined) =>
  commands.find((command) => command.name === name);

/** The command that `words` begin with, as far as they name one, such as `data prepare`. */
function commandOf([name, sub]: readonly string[], commands: readonly Command[]): string {
  const found = named(commands, name);
  const below = found && named(found.subcommands, sub);
  return [found, below].flatMap((command) => command?.name ?? []).join(' ');
}

const seeHelp = (command: string): string =>
  `See \`${['sublinear', command, '--help'].filter((part) => part !== '').join(' ')}\`.`;

/** Commands of earlier versions, and what does the same now. */
const RENAMED: Readonly<Record<string, string>> = {
  tables: 'report --write',
  plot: 'report EXPERIMENT --format svg --figure NAME',
};

/**
 * Refuses a word that is no command.
 *
 * @throws UserError that names the command that was probably meant
 */
export function requireCommand(words: readonly string[], commands: readonly Command[]): void {
  const [name, sub] = words;
  if (name === undefined || name.startsWith('-')) return;
  const renamed = RENAMED[name];
  if (renamed !== undefined) throw new UserError(`${name} is now \`sublinear ${renamed}\``);
  const refuse = (given: string, word: string, of: readonly Command[]): never => {
    const names = shownNames(of);
    const help = seeHelp(commandOf(words, commands));
    throw new UserError(`unknown command: ${given}${whatThereIs(word, names)}. ${help}`);
  };
  const found = named(commands, name) ?? refuse(name, name, commands);
  const { subcommands } = found;
  if (subcommands.length === 0 || sub?.startsWith('-')) return;
  if (sub === undefined) {
    const names = shownNames(subcommands).join(', ');
    throw new UserError(`${name} needs a command: ${names}. ${seeHelp(name)}`);
  }
  if (named(subcommands, sub) === undefined) refuse(`${name} ${sub}`, sub, subcommands);
}

/** An option that is not there, and what was probably meant. */
function unknownOption(name: string, parser: Argv): string {
  const known = [...knownOptions(parser).keys()];
  if (name.startsWith('set.') && known.includes('set')) {
    return `unknown option --${name} (did you mean --set ${name.slice('set.'.length)}=…?)`;
  }
  return `unknown option --${name}${didYouMean(name, known, '--')}`;
}

/** What yargs says of the arguments, in our words: what was given, and what to do. */
export function usageError(
  message: string,
  words: readonly string[],
  commands: readonly Command[],
  parser: Argv,
): UserError {
  const command = commandOf(words, commands);
  const help = seeHelp(command);
  const [, unknown] = /^Unknown (?:argument|command)s?: (.*)$/.exec(message) ?? [];
  if (unknown !== undefined) {
    const [name = ''] = unknown.split(', ');
    const isOption = words.some((word) => word === `--${name}` || word.startsWith(`--${name}=`));
    if (isOption) return new UserError(`${unknownOption(name, parser)}. ${help}`);
    return new UserError(`${command} takes no further argument, given ${name}. ${help}`);
  }
  if (message.startsWith('Not enough non-option arguments')) {
    const kind = COMMAND_YAML[command];
    const needed =
      kind === undefined ? 'the folder of a run, such as runs/demo-adam' : describeMissing(kind);
    return new UserError(`${command} needs ${needed}. ${help}`);
  }
  const [, option] = /^Not enough arguments following: (.*)$/.exec(message) ?? [];
  if (option !== undefined) return new UserError(`--${option} needs a value. ${help}`);
  const [, required] = /^Missing required argument: (.*)$/.exec(message) ?? [];
  if (required !== undefined) return new UserError(`${command} needs --${required}. ${help}`);
  const choice = /Argument: (.*), Given: "?(.*?)"?, Choices: (.*)$/s.exec(message);
  if (choice !== null) {
    const [, flag, given = '', list] = choice;
    const choices = list!.replaceAll('"', '').split(', ');
    return new UserError(
      `--${flag} ${given === '' ? '""' : given}: expected one of ${choices.join(', ')}` +
        didYouMean(given, choices),
    );
  }
  return new UserError(message);
}
