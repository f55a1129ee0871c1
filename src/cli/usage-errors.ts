import { didYouMean, whatThereIs } from '../config/closest.ts';
import { UserError } from '../platform/errors.ts';
import { type Command, shownNames } from './command.ts';
import { describeMissing } from './yaml-kinds.ts';

const named = (commands: readonly Command[], name: string | undefined) =>
  commands.find((command) => command.name === name);

/** The commands that `words` begin with, as far as they name any: `data`, then its `prepare`. */
function commandsIn([name, sub]: readonly string[], commands: readonly Command[]): Command[] {
  const found = named(commands, name);
  return [found, found && named(found.subcommands, sub)].flatMap((command) => command ?? []);
}

const seeHelp = (...commands: readonly string[]): string =>
  `See \`${['sublinear', ...commands, '--help'].join(' ')}\`.`;

/**
 * Refuses a word that is no command.
 *
 * @throws UserError that names the command that was probably meant
 */
export function requireCommand(words: readonly string[], commands: readonly Command[]): void {
  const [name, sub] = words;
  if (name === undefined || name.startsWith('-')) return;
  const found = named(commands, name);
  if (found === undefined) {
    const names = shownNames(commands);
    throw new UserError(`unknown command: ${name}${whatThereIs(name, names)}. ${seeHelp()}`);
  }
  const { subcommands } = found;
  if (subcommands.length === 0 || sub?.startsWith('-')) return;
  const names = shownNames(subcommands);
  if (sub === undefined) {
    throw new UserError(`${name} needs a command: ${names.join(', ')}. ${seeHelp(name)}`);
  }
  if (named(subcommands, sub) !== undefined) return;
  throw new UserError(
    `unknown command: ${name} ${sub}${whatThereIs(sub, names)}. ${seeHelp(name)}`,
  );
}

/** An option that is not there, and what was probably meant. */
function unknownOption(name: string, command: Command | undefined): string {
  const known = ['help', ...Object.keys(command?.options ?? {})];
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
): UserError {
  const given = commandsIn(words, commands);
  const command = given.map(({ name }) => name).join(' ');
  const help = seeHelp(...given.map(({ name }) => name));
  const [, unknown] = /^Unknown (?:argument|command)s?: (.*)$/.exec(message) ?? [];
  if (unknown !== undefined) {
    const [name = ''] = unknown.split(', ');
    const isOption = words.some((word) => word === `--${name}` || word.startsWith(`--${name}=`));
    if (isOption) return new UserError(`${unknownOption(name, given.at(-1))}. ${help}`);
    return new UserError(`${command} takes no further argument, given ${name}. ${help}`);
  }
  if (message.startsWith('Not enough non-option arguments')) {
    const kind = given.at(-1)?.kind;
    const needed =
      kind === undefined ? 'the folder of a run, such as runs/demo-adam' : describeMissing(kind);
    return new UserError(`${command} needs ${needed}. ${help}`);
  }
  const [, option] = /^Not enough arguments following: (.*)$/.exec(message) ?? [];
  if (option !== undefined) return new UserError(`--${option} needs a value. ${help}`);
  const [, required] = /^Missing required argument: (.*)$/.exec(message) ?? [];
  if (required !== undefined) return new UserError(`${command} needs --${required}. ${help}`);
  const choice = /Argument: (.*), Given: "?(.*?)"?, Choices: (.*)$/s.exec(message);
  if (choice === null) return new UserError(message);
  const [, flag, word = '', list] = choice;
  const choices = list!.replaceAll('"', '').split(', ');
  return new UserError(
    `--${flag} ${word === '' ? '""' : word}: expected one of ${choices.join(', ')}` +
      didYouMean(word, choices),
  );
}
