/*
 * How large the steps of a run are beside those of the paper: the one place that knows the width
 * rule. `docs/protocols.md` says where it comes from.
 */
import type { LinkConfig } from 'sublinear-optim';
import type { RunConfig } from './run-config.ts';
import { WIDTH_RULES } from './width-rules.ts';

/** Whether a link, or one of a partition's links, makes steps relative. */
function linkIsRelative(config: LinkConfig): boolean {
  if (config.link !== 'partition') return config.link === 'scaleByParameterRms';
  return config.parts.some(({ links }) => links.some(linkIsRelative));
}

/** Whether an optimiser's step is relative to the size of what it changes. */
export function isRelative(optimizer: RunConfig['optimizer']): boolean {
  if (Array.isArray(optimizer)) {
    return optimizer.some(linkIsRelative);
  }
  return optimizer.name === 'adafactor' && optimizer.relativeStep;
}

type StepSizeConfig = Pick<RunConfig, 'model' | 'optimizer' | 'schedule' | 'training'>;

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
