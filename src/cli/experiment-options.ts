import type { Argv } from 'yargs';
import { UserError } from '../errors.ts';
import type { PlanOptions } from '../experiment/definition.ts';

export type ExperimentArguments = {
  set: string[];
  protocol: string | undefined;
  results: string;
  only: string | undefined;
  arms: string | undefined;
  seeds: string | undefined;
};

/** The arguments of every command that works on an experiment's results. */
export function experimentOptions<T>(
  args: Argv<T>,
  describeSeeds = "Only these seeds, such as 1,2,3 [default: the experiment's]",
) {
  return args
    .option('protocol', {
      type: 'string',
      describe: "A protocol YAML in place of the experiment's own",
    })
    .option('results', {
      type: 'string',
      default: 'results',
      describe: 'Folder of the result files',
    })
    .option('only', {
      type: 'string',
      describe: 'Only these rows, such as O,A, in this order [default: all]',
    })
    .option('arms', {
      type: 'string',
      describe: 'Only these arms, by name, such as warmup or none (no warm-up) [default: all]',
    })
    .option('seeds', { type: 'string', describe: describeSeeds });
}

const names = (list: string | undefined): string[] | undefined =>
  list?.split(',').map((name) => name.trim());

function seedNumbers(list: string | undefined): number[] | undefined {
  return names(list)?.map((text) => {
    const seed = Number(text);
    if (text.trim() === '' || !Number.isSafeInteger(seed)) {
      throw new UserError(`--seeds ${list}: expected whole numbers with commas, such as 1,2,3`);
    }
    return seed;
  });
}

/** What the arguments select of an experiment. */
export function planOptions(args: ExperimentArguments): PlanOptions {
  return {
    protocol: args.protocol,
    overrides: args.set,
    rows: names(args.only),
    arms: names(args.arms),
    seeds: seedNumbers(args.seeds),
  };
}
