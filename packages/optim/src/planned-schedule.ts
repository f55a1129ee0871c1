import {
  BOOLEAN,
  choice,
  FRACTION,
  type KindTable,
  type OptionsOf,
  optional,
  POSITIVE,
  record,
  STEPS,
} from './kinds.ts';
import {
  constantSchedule,
  inverseSquareRootSchedule,
  paperSchedule,
  type Schedule,
  withCooldown,
  withWarmup,
} from './schedules.ts';

/** A part of the run, so that a schedule keeps its shape when the run is shortened. */
const PART = /* @__PURE__ */ record({ fraction: FRACTION });

/** Rises from zero over the first part of the run: linearly (1) or quadratically (2). */
const WARMUP = /* @__PURE__ */ optional(
  /* @__PURE__ */ record({ fraction: FRACTION, power: /* @__PURE__ */ choice([1, 2]) }),
);

/** Falls to zero over the last part of the run. */
export const COOLDOWN = /* @__PURE__ */ optional(PART);

/** The options of the schedules that ask for nothing of a model; each is a function of `schedules.ts`. */
export const PLANNED = {
  paper: {
    warmup: BOOLEAN,
    /** N, where the run is only the beginning of one of N steps; its own length unless given. */
    totalSteps: /* @__PURE__ */ optional(STEPS),
    cooldown: COOLDOWN,
  },
  constant: { value: POSITIVE, warmup: WARMUP, cooldown: COOLDOWN },
  inverseSquareRoot: {
    value: POSITIVE,
    /** Before the fall; a warm-up lies within it, which `warmupFault` checks. */
    flat: PART,
    warmup: WARMUP,
    cooldown: COOLDOWN,
  },
};

/** One of the schedules of a table, as data. */
export type OneOf<Schedules extends Readonly<Record<string, KindTable>>> = {
  readonly [Name in keyof Schedules]: { readonly name: Name } & OptionsOf<Schedules[Name]>;
}[keyof Schedules];

export type PlannedSchedule = OneOf<typeof PLANNED>;

/**
 * What is expected of the warm-up before a fall instead of the one given, if that one is too long: the
 * fall would begin under it, so that the step size never reached `value`.
 */
export function warmupFault({
  flat,
  warmup,
}: Extract<PlannedSchedule, { name: 'inverseSquareRoot' }>): string | undefined {
  return warmup === undefined || warmup.fraction <= flat.fraction
    ? undefined
    : `expected a fraction up to that of flat, ${flat.fraction}, so that the step size reaches value`;
}

type Warmup = Extract<PlannedSchedule, { name: 'constant' }>['warmup'];

function warmedUp(schedule: Schedule, steps: number, warmup: Warmup): Schedule {
  return warmup === undefined
    ? schedule
    : withWarmup(schedule, warmup.fraction * steps, warmup.power);
}

function risingSchedule(config: PlannedSchedule, steps: number): Schedule {
  switch (config.name) {
    case 'paper':
      return paperSchedule(config.warmup, config.totalSteps ?? steps);
    case 'constant':
      return warmedUp(constantSchedule(config.value), steps, config.warmup);
    case 'inverseSquareRoot': {
      const { value, flat, warmup } = config;
      return warmedUp(inverseSquareRootSchedule(value, flat.fraction * steps), steps, warmup);
    }
  }
}

/** `schedule` with the cool-down that a configuration has, if it has one, in a run of `steps` steps. */
export function cooled(
  schedule: Schedule,
  { cooldown }: Pick<PlannedSchedule, 'cooldown'>,
  steps: number,
): Schedule {
  return cooldown === undefined
    ? schedule
    : withCooldown(schedule, steps, cooldown.fraction * steps);
}

/** The schedule that `config` names, for a run of `steps` steps. */
export function plannedSchedule(config: PlannedSchedule, steps: number): Schedule {
  return cooled(risingSchedule(config, steps), config, steps);
}
