import yargs, { type Argv } from 'yargs';
import { loadLayer, SET } from '../../src/cli/config-options.ts';
import { wholeNumber } from '../../src/cli/number-option.ts';
import { type RunConfig, runConfigSchema } from '../../src/config/run-config.ts';
import { validate } from '../../src/config/validate.ts';
import { UserError } from '../../src/platform/errors.ts';
import { benchFile } from './benchmark.ts';

/** A parser that throws `UserError` for what it does not know, with the option that all have. */
export function benchmarkParser(name: string, usage: string, argv: readonly string[]) {
  return yargs([...argv])
    .scriptName(name)
    .usage(`$0\n\n${usage}`)
    .option('json', {
      type: 'string',
      default: benchFile(`results/${name}.json`),
      requiresArg: true,
      describe: 'The file to write everything measured to',
    })
    .demandCommand(0, 0, undefined, 'expected no argument beside the options')
    .strict()
    .version(false)
    .help()
    .fail((message, error) => {
      throw new UserError(`${message ?? error?.message}. See \`${name} --help\`.`);
    });
}

/** An option that takes a whole number from 1. */
export const countOption = (flag: string, describe: string) => ({
  requiresArg: true,
  coerce: wholeNumber(flag) as (given: unknown) => number,
  describe,
});

/** Options that choose what is trained. */
export function withConfig<T>(parser: Argv<T>, defaultFile: string) {
  return parser
    .option('config', {
      type: 'string',
      default: benchFile(defaultFile),
      requiresArg: true,
      describe: 'A run YAML',
    })
    .option('set', SET);
}

/** The configuration that these options choose. */
export function chosenConfig({ config, set }: { config: string; set: string[] }): RunConfig {
  return validate(runConfigSchema, loadLayer(config, set), config);
}
