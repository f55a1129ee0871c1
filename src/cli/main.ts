import { readFileSync } from 'node:fs';
import yargs from 'yargs';
import { CommandFailure, StoppedError, UserError } from '../errors.ts';
import { asUserError } from '../file-errors.ts';
import { cancelCommand } from './commands/cancel.ts';
import { dataCommand } from './commands/data.ts';
import { doctorCommand } from './commands/doctor.ts';
import { evaluateCommand } from './commands/evaluate.ts';
import { memoryCommand } from './commands/memory.ts';
import { plotCommand } from './commands/plot.ts';
import { reportCommand } from './commands/report.ts';
import { runCommand } from './commands/run.ts';
import { slurmJobCommand } from './commands/slurm-job.ts';
import { statusCommand } from './commands/status.ts';
import { tableCommand } from './commands/table.ts';
import { tablesCommand } from './commands/tables.ts';
import { trainCommand } from './commands/train.ts';
import { translateCommand } from './commands/translate.ts';
import { vocabCommand } from './commands/vocab.ts';
import { EXIT } from './exit-code.ts';

/**
 * Runs the command line.
 *
 * @param argv the arguments after `sublinear`
 * @returns the exit code; see `EXIT`
 */
export async function main(argv: string[]): Promise<number> {
  try {
    await yargs(argv)
      .scriptName('sublinear')
      .usage('$0 <command>\n\nCompares optimisers on a Transformer, after the Adafactor paper.')
      .command(runCommand)
      .command(statusCommand)
      .command(cancelCommand)
      .command(slurmJobCommand)
      .command(tableCommand)
      .command(tablesCommand)
      .command(plotCommand)
      .command(reportCommand)
      .command(trainCommand)
      .command(evaluateCommand)
      .command(translateCommand)
      .command(dataCommand)
      .command(vocabCommand)
      .command(memoryCommand)
      .command(doctorCommand)
      .check(requireOnce)
      .demandCommand(1, 'No command was given')
      .strict()
      .strictCommands()
      .version(packageVersion())
      .help()
      .exitProcess(false)
      .fail(rethrow)
      .parseAsync();
    return EXIT.success;
  } catch (error) {
    const mistake = asUserError(error);
    if (mistake !== undefined) {
      console.error(`error: ${mistake.message}`);
      return EXIT.mistake;
    }
    if (error instanceof StoppedError) {
      console.error(error.message);
      return EXIT.stopped;
    }
    console.error(error instanceof CommandFailure ? `error: ${error.message}` : error);
    return EXIT.failure;
  }
}

/** The arguments that are lists, or may be given again. */
const LISTS = ['_', 'set', 'sizes', 'slurm'];

/** Refuses an option that is given twice: yargs would make a list of it, which nothing expects. */
function requireOnce(given: Readonly<Record<string, unknown>>): true {
  const [name] =
    Object.entries(given).find(([key, value]) => Array.isArray(value) && !LISTS.includes(key)) ??
    [];
  if (name === undefined) return true;
  throw new UserError(`--${name} was given twice; give it once (several names go with commas)`);
}

/** Turns what yargs found wrong with the arguments into a user's mistake, and leaves the rest. */
function rethrow(message: string | null, error: Error | undefined): never {
  if (error !== undefined && error.name !== 'YError') throw error;
  throw new UserError(`${message ?? error?.message}. See \`sublinear --help\`.`);
}

function packageVersion(): string {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
