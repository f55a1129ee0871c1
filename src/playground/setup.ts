import type { Kind, LinkConfig, OptimizerConfig, ScheduleConfig } from 'sublinear-optim';
import type { RunConfig } from '../config/run-config.ts';

/*
 * What a visitor may choose, and the run configuration that comes of it. The page and its workers
 * share this; `settings.ts` reads what there is to choose from when the page is built.
 */

/** An optimiser that has a name on the page. */
export type Preset = {
  readonly label: string;
  readonly optimizer: OptimizerConfig;
  /** With its warm-up. */
  readonly schedule: ScheduleConfig;
};

/** The options of a link or of a named optimiser, by name, in the order in which they are shown. */
export type OptionForms = Readonly<
  Record<string, { readonly kind: Kind<unknown>; readonly description: string }>
>;

/** A model with its data and all else that a run needs but the optimiser. */
export type Protocol = {
  readonly label: string;
  readonly config: Omit<RunConfig, 'optimizer' | 'schedule'>;
};

/** All that there is to choose from. */
export type Settings = {
  readonly presets: Readonly<Record<string, Preset>>;
  readonly protocols: Readonly<Record<string, Protocol>>;
  readonly links: Readonly<Record<string, OptionForms>>;
  readonly named: Readonly<Record<string, OptionForms>>;
};

/** A preset by its key, or an optimiser put together by hand. */
export type Choice = string | OptimizerConfig;

export const BACKENDS = ['auto', 'webgpu', 'wasm'] as const;
export type AskedBackend = (typeof BACKENDS)[number];

/** Everything that the page's address says. */
export type Setup = {
  readonly optimizers: readonly [Choice, Choice];
  readonly protocol: string;
  readonly rateMultiplier: number;
  readonly warmup: boolean;
  readonly steps: number;
  readonly seed: number;
  readonly backend: AskedBackend;
};

/** `schedule` with its warm-up, or without. */
function withWarmup(schedule: ScheduleConfig, warmup: boolean): ScheduleConfig {
  if (schedule.name === 'paper') return { ...schedule, warmup };
  if (warmup || schedule.name === 'vaswani') return schedule;
  const { warmup: _, ...rest } = schedule;
  return rest;
}

/** The step size of an optimiser that has none of its own: the paper's. */
const PAPER_SCHEDULE: ScheduleConfig = { name: 'paper', warmup: true };

/** The links or the name of what is chosen. */
export function optimizerOf(choice: Choice, { presets }: Settings): OptimizerConfig {
  return typeof choice === 'string' ? presets[choice]!.optimizer : choice;
}

/** The preset that a choice is or began as: a named optimiser keeps its schedule. */
function scheduleOf(choice: Choice, { presets }: Settings): ScheduleConfig {
  if (typeof choice === 'string') return presets[choice]!.schedule;
  return ('name' in choice ? presets[choice.name]?.schedule : undefined) ?? PAPER_SCHEDULE;
}

/** What the command line calls the configuration of one of the two runs. */
export function runConfigOf(setup: Setup, side: 0 | 1, settings: Settings): RunConfig {
  const { protocol, optimizers, rateMultiplier, warmup, steps, seed } = setup;
  const { config } = settings.protocols[protocol]!;
  const choice = optimizers[side];
  return {
    ...config,
    optimizer: optimizerOf(choice, settings) as RunConfig['optimizer'],
    schedule: withWarmup(scheduleOf(choice, settings), warmup),
    training: { ...config.training, steps, seed, rateMultiplier },
  };
}

/** The name of a choice. */
export function labelOf(choice: Choice, { presets }: Settings): string {
  if (typeof choice === 'string') return presets[choice]!.label;
  if ('name' in choice) return `${presets[choice.name]?.label ?? choice.name}, by hand`;
  return 'a chain by hand';
}

function linkFollows(config: LinkConfig): boolean {
  if (config.link !== 'partition') return config.link === 'scaleBySchedule';
  return config.parts.some(({ links }) => links.some(linkFollows));
}

/** Whether the step size reaches a parameter: no link but one knows of it. */
export function followsSchedule(optimizer: OptimizerConfig): boolean {
  return 'name' in optimizer || optimizer.some(linkFollows);
}
