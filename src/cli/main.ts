import yargs, { type Argv } from 'yargs';
import { packageVersion } from '../platform/checkout.ts';
import { CommandFailure, StoppedError, UserError } from '../platform/errors.ts';
import { asUserError } from '../platform/file-errors.ts';
import type { Command } from './command.ts';
import { cancelCommand } from './commands/cancel.ts';
import { dataCommand } from './commands/data.ts';
import { doctorCommand } from './commands/doctor.ts';
import { evaluateCommand } from './commands/evaluate.ts';
import { memoryCommand } from './commands/memory.ts';
import { reportCommand } from './commands/report.ts';
import { runCommand } from './commands/run.ts';
import { slurmJobCommand } from './commands/slurm-job.ts';
import { statusCommand } from './commands/status.ts';
import { tableCommand } from './commands/table.ts';
import { trainCommand } from './commands/train.ts';
import { translateCommand } from './commands/translate.ts';
import { vocabCommand } from './commands/vocab.ts';
import { completions } from './completions.ts';
import { requireCommand, usageError } from './usage-errors.ts';

/** Every command, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  runCommand,
  statusCommand,
  cancelCommand,
  slurmJobCommand,
  tableCommand,
  reportCommand,
  trainCommand,
  evaluateCommand,
  translateCommand,
  dataCommand,
  vocabCommand,
  memoryCommand,
  doctorCommand,
];

/** What the command line ends with, as schedulers take it. */
const EXIT = {
  success: 0,
  /** Anything that is neither a user's mistake nor a stop. */
  failure: 1,
  /** A user's mistake: the same command fails again until somebody has put it right. */
  mistake: 2,
  /** Stopped by a signal, and saved: the same command goes on. (`EX_TEMPFAIL` of sysexits.h.) */
  stopped: 75,
} as const;

/** What the shell's completion script calls us with, and then with the command line as it is. */
const COMPLETE = '--get-yargs-completions';

/** The command that prints that script. */
const COMPLETION = 'completion';

/**
 * Runs the command line.
 *
 * @param argv the arguments after `sublinear`
 * @returns the exit code; see `EXIT`
 */
export async function main(argv: string[]): Promise<number> {
  // `help run` is `run --help`, as with git.
  const words = argv[0] === 'help' ? [...argv.slice(1), '--help'] : argv;
  const parser = commandLine(words);
  try {
    if (words.length === 0) {
      console.error(await parser.getHelp());
      return EXIT.mistake;
    }
    if (words[0] === COMPLETE) {
      for (const word of await completions(words.slice(2), COMMANDS)) console.log(word);
      return EXIT.success;
    }
    if (words[0] !== COMPLETION) requireCommand(words, COMMANDS);
    await parser.parseAsync();
    return EXIT.success;
  } catch (error) {
    return report(error);
  }
}

/** Says on standard error how a command ended, and gives its exit code. */
function report(error: unknown): number {
  if (error instanceof StoppedError) {
    console.error(error.message);
    return EXIT.stopped;
  }
  const mistake = asUserError(error);
  if (mistake !== undefined) {
    printError(mistake.message);
    return EXIT.mistake;
  }
  if (error instanceof CommandFailure) printError(error.message);
  else console.error(error);
  return EXIT.failure;
}

/** Prints an error for a person. On a terminal that shows colours its first word is bold and red. */
function printError(message: string): void {
  // Undefined where the stream is no terminal; false, too, for NO_COLOR and for TERM=dumb.
  const hasColors = process.stderr.hasColors?.() === true;
  console.error(`${hasColors ? '\u001B[1;31merror:\u001B[22;39m' : 'error:'} ${message}`);
}

function commandLine(words: string[]): Argv {
  const parser = yargs(words)
    .scriptName('sublinear')
    // Our messages are English, whatever the terminal speaks.
    .locale('en')
    .parserConfiguration({ 'dot-notation': false, 'parse-numbers': false })
    .usage('$0 <command>\n\nCompares optimisers on a Transformer, after the Adafactor paper.');
  for (const each of COMMANDS) each.addTo(parser);
  return (
    parser
      .check(requireOnce)
      .demandCommand(1)
      .strict()
      .strictCommands()
      .version(packageVersion())
      .help()
      .alias('help', 'h')
      .completion(COMPLETION, 'Print the Bash completion script')
      .epilogue(
        'Start with `sublinear run table1 --results mine --dry-run`. Exit codes: 0 done, 1 failed, 2 a mistake in ' +
          'what was asked for, 75 stopped and can go on.',
      )
      .exitProcess(false)
      // What yargs found wrong with the arguments is a user's mistake; the rest is left as it is.
      .fail((message: string | null, error: Error | undefined) => {
        if (error !== undefined && error.name !== 'YError') throw error;
        throw usageError(message ?? error?.message ?? '', words, COMMANDS);
      })
  );
}

const listsOf = ({ lists, subcommands }: Command): readonly string[] => [
  ...lists,
  ...subcommands.flatMap(listsOf),
];

/** The arguments that are lists, or may be given again; in `_` yargs keeps the words of the command. */
const LISTS = ['_', ...COMMANDS.flatMap(listsOf)];

/** Refuses an option that is given twice: yargs would make a list of it, which nothing expects. */
function requireOnce(given: Readonly<Record<string, unknown>>): true {
  const [name] =
    Object.entries(given).find(([key, value]) => Array.isArray(value) && !LISTS.includes(key)) ??
    [];
  if (name === undefined) return true;
  throw new UserError(`--${name} was given twice; give it once (several names go with commas)`);
}
