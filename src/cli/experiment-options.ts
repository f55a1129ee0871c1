import type { InferredOptionTypes } from 'yargs';
import type { PlannedExperiment, PlanOptions } from '../experiment/plan.ts';
import { UserError } from '../platform/errors.ts';
import { SET } from './config-options.ts';
import { FILES, text, WHAT } from './option.ts';
import { yamlFile } from './yaml-kinds.ts';

/** The options of every command that works on a part of an experiment. */
export const SELECTION = {
  set: SET,
  protocol: {
    ...text("A protocol in place of the experiment's own: a name, such as demo, or a YAML", WHAT),
    // A list, where it is given twice, is left to the check that refuses it.
    coerce: (given: string | undefined) =>
      typeof given === 'string' ? yamlFile(given, 'protocol') : given,
  },
  only: text('Only these rows, such as O,A, in this order [default: all]', WHAT),
  group: text(
    'Only the rows of this group of the experiment, such as momentum or no-clipping',
    WHAT,
  ),
  arms: text('Only these arms, by name, such as warmup or none (no warm-up) [default: all]', WHAT),
  seeds: text("Only these seeds, such as 1,2,3 or 1-3 [default: the experiment's]", WHAT),
} as const;

export type Selection = InferredOptionTypes<typeof SELECTION>;

export const RESULTS_FOLDER = {
  ...text('Folder of the result files', FILES),
  default: 'results',
} as const;

export const RUNS_FOLDER = {
  ...text('Folder of logs, checkpoints and translations', FILES),
  default: 'runs',
} as const;

const names = (list: string | undefined): string[] | undefined =>
  list?.split(',').map((name) => name.trim());

/** More seeds than this at once are a slip: `1-30000000` would plan for hours. */
const MOST_SEEDS = 1000;

/** `4`, or all from `1` to `3` for `1-3`; undefined for anything else. */
function seedsOf(given: string): number[] | undefined {
  const [, start, end = start] = /^(-?\d+)(?:-(-?\d+))?$/.exec(given) ?? [];
  const [first, last] = [Number(start), Number(end)];
  const isRange = Number.isSafeInteger(first) && Number.isSafeInteger(last) && first <= last;
  if (!isRange || last - first >= MOST_SEEDS) return undefined;
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

function seedNumbers(list: string | undefined): number[] | undefined {
  return names(list)?.flatMap((given) => {
    const seeds = seedsOf(given);
    if (seeds !== undefined) return seeds;
    throw new UserError(
      `--seeds ${list === '' ? '""' : list}: expected whole numbers with commas, such as 1,2,3, ` +
        `or a range, such as 1-3, of at most ${MOST_SEEDS}`,
    );
  });
}

/** What the arguments select of an experiment. */
export function planOptions(args: Selection): PlanOptions {
  return {
    protocol: args.protocol,
    overrides: args.set,
    rows: names(args.only),
    group: args.group,
    arms: names(args.arms),
    seeds: seedNumbers(args.seeds),
  };
}

/** The part of an experiment that the arguments select. */
export async function selectedPlan(
  args: Selection & { config: string },
): Promise<PlannedExperiment> {
  const { planExperiment } = await import('../experiment/plan.ts');
  return planExperiment(args.config, planOptions(args));
}
