import type { Argv } from 'yargs';
import type { PlanOptions } from '../experiment/definition.ts';
import { UserError } from '../platform/errors.ts';
import { KEPT, WHAT } from './option-groups.ts';
import { yamlFile } from './yaml-names.ts';

export type ExperimentArguments = {
  set: string[];
  protocol: string | undefined;
  results: string;
  only: string | undefined;
  group: string | undefined;
  arms: string | undefined;
  seeds: string | undefined;
};

/** The arguments of every command that works on an experiment's results. */
export function experimentOptions<T>(
  args: Argv<T>,
  describeSeeds = "Only these seeds, such as 1,2,3 or 1-3 [default: the experiment's]",
) {
  return args
    .option('protocol', {
      type: 'string',
      requiresArg: true,
      coerce: (given: string | undefined) =>
        given === undefined ? undefined : yamlFile(given, 'protocol'),
      group: WHAT,
      describe: "A protocol in place of the experiment's own: a name, such as demo, or a YAML",
    })
    .option('results', {
      type: 'string',
      default: 'results',
      group: KEPT,
      describe: 'Folder of the result files',
    })
    .option('only', {
      type: 'string',
      group: WHAT,
      describe: 'Only these rows, such as O,A, in this order [default: all]',
    })
    .option('group', {
      type: 'string',
      requiresArg: true,
      group: WHAT,
      describe: 'Only the rows of this group of the experiment, such as momentum or no-clipping',
    })
    .option('arms', {
      type: 'string',
      group: WHAT,
      describe: 'Only these arms, by name, such as warmup or none (no warm-up) [default: all]',
    })
    .option('seeds', { type: 'string', group: WHAT, describe: describeSeeds });
}

const names = (list: string | undefined): string[] | undefined =>
  list?.split(',').map((name) => name.trim());

/** More seeds than this at once are a slip: `1-30000000` would plan for hours. */
const MOST_SEEDS = 1000;

/** `4`, or all from `1` to `3` for `1-3`; undefined for anything else. */
function seedsOf(text: string): number[] | undefined {
  const [, start, end = start] = /^(-?\d+)(?:-(-?\d+))?$/.exec(text) ?? [];
  const [first, last] = [Number(start), Number(end)];
  const isRange = Number.isSafeInteger(first) && Number.isSafeInteger(last) && first <= last;
  if (!isRange || last - first >= MOST_SEEDS) return undefined;
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

function seedNumbers(list: string | undefined): number[] | undefined {
  return names(list)?.flatMap((text) => {
    const seeds = seedsOf(text);
    if (seeds !== undefined) return seeds;
    throw new UserError(
      `--seeds ${list === '' ? '""' : list}: expected whole numbers with commas, such as 1,2,3, ` +
        `or a range, such as 1-3, of at most ${MOST_SEEDS}`,
    );
  });
}

/** What the arguments select of an experiment. */
export function planOptions(args: ExperimentArguments): PlanOptions {
  return {
    protocol: args.protocol,
    overrides: args.set,
    rows: names(args.only),
    group: args.group,
    arms: names(args.arms),
    seeds: seedNumbers(args.seeds),
  };
}
