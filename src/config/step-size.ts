/*
 * How large the steps of a run are beside those of the paper: the one place that knows the width
 * rule. `docs/protocols.md` says where it comes from.
 */
import {
  buildSchedule,
  type LinkConfig,
  type OptimizerConfig,
  type Schedule,
  type ScheduleConfig,
} from 'sublinear-optim';

/** The width of the paper's model: Tensor2Tensor's `transformer_base_v2`. */
const PAPER_WIDTH = 512;

/**
 * What absolute step sizes are multiplied by at another width than the paper's, by the name that a
 * configuration gives the rule. Tensor2Tensor's schedules have the factor `rsqrt_hidden_size` =
 * d^-0.5, which the paper's alpha = 0.1 s_t has in its 0.1.
 */
export const WIDTH_RULES = {
  'sqrt(512/dModel)': (dModel: number) => Math.sqrt(PAPER_WIDTH / dModel),
} as const;

export type WidthRule = keyof typeof WIDTH_RULES;

/** Whether a link, or one of a partition's links, makes steps relative. */
function linkIsRelative(config: LinkConfig): boolean {
  if (config.link !== 'partition') return config.link === 'scaleByParameterRms';
  return config.parts.some(({ links }) => links.some(linkIsRelative));
}

/** Whether an optimiser's step is relative to the size of what it changes. */
export function isRelative(optimizer: OptimizerConfig): boolean {
  if (!('name' in optimizer)) return optimizer.some(linkIsRelative);
  return optimizer.name === 'adafactor' && optimizer.relativeStep;
}

/** What decides the size of a run's steps. */
type StepSizeConfig = {
  readonly model: { readonly dModel: number };
  readonly optimizer: OptimizerConfig;
  readonly schedule: ScheduleConfig;
  readonly training: {
    readonly rateMultiplier: number;
    readonly widthRule?: WidthRule | undefined;
  };
};

/**
 * What the width rule multiplies the steps of a run by: 1 for relative steps, and without a rule.
 * The optimiser does not matter otherwise, as the factor belongs to the schedule in Tensor2Tensor;
 * Vaswani's schedule has d^-0.5 in itself, so it gets no second one.
 */
export function widthFactor({ model, optimizer, schedule, training }: StepSizeConfig): number {
  const { widthRule } = training;
  if (widthRule === undefined || isRelative(optimizer) || schedule.name === 'vaswani') return 1;
  return WIDTH_RULES[widthRule](model.dModel);
}

/** What the schedule of a run is multiplied by: m, and the width rule's factor. */
export function stepSizeMultiplier(config: StepSizeConfig): number {
  return config.training.rateMultiplier * widthFactor(config);
}

/** The schedule of a run's step sizes. */
export function runSchedule(
  config: StepSizeConfig & { readonly training: { readonly steps: number } },
): Schedule {
  return buildSchedule(config.schedule, {
    steps: config.training.steps,
    rateMultiplier: stepSizeMultiplier(config),
    dModel: config.model.dModel,
  });
}
