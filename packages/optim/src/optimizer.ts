import type { Part } from './links/partition.ts';
import type { Scheduled } from './links/scale-by-schedule.ts';
import * as links from './links.ts';
import { NAMED, type NamedOptions, type OptimizerName } from './named.ts';
import { type Schedule, scaledSchedule } from './schedules.ts';
import { chain, type GradientTransform } from './transform.ts';

/** Every link by its name. Sorted: what loads modules may order their exports in one way or another. */
export const LINKS = Object.fromEntries(
  Object.entries(links).sort(([one], [other]) => (one < other ? -1 : 1)),
) as typeof links;

export type LinkName = keyof typeof LINKS;

/** A part of a `partition` as a configuration has it: its links are data. */
export interface PartConfig extends Omit<Part, 'links'> {
  readonly links: readonly LinkConfig[];
}

/** The links whose options in a configuration are not those of their function. */
type OwnOptions = {
  readonly scaleBySchedule: Scheduled;
  readonly partition: { readonly parts: readonly PartConfig[] };
};

/** The options of each link, as a configuration has them. */
export type LinkOptions = {
  readonly [Name in LinkName]: Name extends keyof OwnOptions
    ? OwnOptions[Name]
    : Parameters<(typeof LINKS)[Name]>[0];
};

/** One link of an optimiser as a configuration names it. */
export type LinkConfig = {
  readonly [Name in LinkName]: { readonly link: Name } & LinkOptions[Name];
}[LinkName];

/** A named optimiser with all its options, as a configuration has them. */
export type NamedOptimizerConfig = {
  readonly [Name in OptimizerName]: { readonly name: Name } & Scheduled & NamedOptions[Name];
}[OptimizerName];

/** An optimiser as a configuration describes it: by its links, or by name. */
export type OptimizerConfig = readonly LinkConfig[] | NamedOptimizerConfig;

function buildLink(config: LinkConfig, schedule: Schedule): GradientTransform {
  if (config.link === 'scaleBySchedule') {
    return LINKS.scaleBySchedule(scaledSchedule(schedule, config.factor));
  }
  if (config.link === 'partition') {
    return LINKS.partition(
      config.parts.map((part) => ({
        ...part,
        links: part.links.map((own) => buildLink(own, schedule)),
      })),
    );
  }
  const { link, ...options } = config;
  const build: (options: never) => GradientTransform = LINKS[link];
  return build(options as never);
}

function buildNamed(config: NamedOptimizerConfig, schedule: Schedule): GradientTransform {
  const { name, factor, ...options } = config;
  // Options are checked by those who read configurations, and by each optimizer.
  const build = NAMED[name].build as (options: object) => GradientTransform;
  return build({ ...options, learningRate: scaledSchedule(schedule, factor) });
}

/** The optimiser that `config` describes, with `schedule` as the step size where it asks for one. */
export function buildOptimizer(config: OptimizerConfig, schedule: Schedule): GradientTransform {
  return 'name' in config
    ? buildNamed(config, schedule)
    : chain(config.map((link) => buildLink(link, schedule)));
}
