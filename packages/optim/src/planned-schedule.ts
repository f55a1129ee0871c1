import { BOOLEAN, FRACTION, type Kinds, optional, POSITIVE, record, STEPS } from './kinds.ts';
import {
  constantSchedule,
  inverseSquareRootSchedule,
  paperSchedule,
  type Schedule,
  withCooldown,
  withWarmup,
} from './schedules.ts';

/** A part of the run, from 0 to 1, so that a schedule keeps its shape when the run is shortened. */
type Part = { readonly fraction: number };

/** Rises from zero over the first part of the run: linearly (1) or quadratically (2). */
type WarmupConfig = Part & { readonly power: 1 | 2 };

export type Cooled = {
  /** Falls to zero over the last part of the run. */
  readonly cooldown?: Part | undefined;
};

/** A schedule that asks for nothing of a model, as data; each is a function of `schedules.ts`. */
export type PlannedSchedule = (
  | {
      readonly name: 'paper';
      readonly warmup: boolean;
      /** N, where the run is only the beginning of one of N steps; its own length unless given. */
      readonly totalSteps?: number | undefined;
    }
  | {
      readonly name: 'constant';
      readonly value: number;
      readonly warmup?: WarmupConfig | undefined;
    }
  | {
      readonly name: 'inverseSquareRoot';
      readonly value: number;
      /** Before the fall; a warm-up lies within it. */
      readonly flat: Part;
      readonly warmup?: WarmupConfig | undefined;
    }
) &
  Cooled;

export const COOLDOWN = /* @__PURE__ */ optional(
  /* @__PURE__ */ record<Part>({ fraction: FRACTION }),
);

const WARMUP = /* @__PURE__ */ optional(
  /* @__PURE__ */ record<WarmupConfig>({
    fraction: FRACTION,
    power: { type: 'choice', choices: [1, 2] },
  }),
);

/** The options of these schedules, by name. */
export const PLANNED: {
  readonly [Name in PlannedSchedule['name']]: Kinds<
    Omit<Extract<PlannedSchedule, { name: Name }>, 'name'>
  >;
} = {
  paper: {
    warmup: BOOLEAN,
    totalSteps: /* @__PURE__ */ optional(STEPS),
    cooldown: COOLDOWN,
  },
  constant: { value: POSITIVE, warmup: WARMUP, cooldown: COOLDOWN },
  inverseSquareRoot: {
    value: POSITIVE,
    flat: /* @__PURE__ */ record<Part>({ fraction: FRACTION }),
    warmup: WARMUP,
    cooldown: COOLDOWN,
  },
};

function warmedUp(schedule: Schedule, steps: number, warmup: WarmupConfig | undefined): Schedule {
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
export function cooled(schedule: Schedule, { cooldown }: Cooled, steps: number): Schedule {
  return cooldown === undefined
    ? schedule
    : withCooldown(schedule, steps, cooldown.fraction * steps);
}

/** The schedule that `config` names, for a run of `steps` steps. */
export function plannedSchedule(config: PlannedSchedule, steps: number): Schedule {
  return cooled(risingSchedule(config, steps), config, steps);
}
