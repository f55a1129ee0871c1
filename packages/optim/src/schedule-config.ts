import { BOOLEAN, FRACTION, type Kinds, optional, POSITIVE, record, STEPS } from './kinds.ts';
import {
  constantSchedule,
  inverseSquareRootSchedule,
  paperSchedule,
  type Schedule,
  scaledSchedule,
  stretchedSchedule,
  vaswaniSchedule,
  withCooldown,
  withWarmup,
} from './schedules.ts';

/** A part of the run, from 0 to 1, so that a schedule keeps its shape when the run is shortened. */
type Part = { readonly fraction: number };

/** Rises from zero over the first part of the run: linearly (1) or quadratically (2). */
type WarmupConfig = Part & { readonly power: 1 | 2 };

/** A schedule as a configuration names it; each is a function of `schedules.ts`. */
export type ScheduleConfig = (
  | {
      readonly name: 'paper';
      readonly warmup: boolean;
      /** N, where the run is only the beginning of one of N steps; its own length unless given. */
      readonly totalSteps?: number | undefined;
    }
  | {
      readonly name: 'vaswani';
      readonly warmupSteps: number;
      /** The run that `warmupSteps` is for: it is stretched to this run's length. */
      readonly ofSteps?: number | undefined;
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
) & {
  /** Falls to zero over the last part of the run. */
  readonly cooldown?: Part | undefined;
};

const COOLDOWN = /* @__PURE__ */ optional(/* @__PURE__ */ record<Part>({ fraction: FRACTION }));

const WARMUP = /* @__PURE__ */ optional(
  /* @__PURE__ */ record<WarmupConfig>({
    fraction: FRACTION,
    power: { type: 'choice', choices: [1, 2] },
  }),
);

/** The options of schedules by name, the only list of them. */
export const SCHEDULES: {
  readonly [Name in ScheduleConfig['name']]: Kinds<
    Omit<Extract<ScheduleConfig, { name: Name }>, 'name'>
  >;
} = {
  paper: {
    warmup: BOOLEAN,
    totalSteps: /* @__PURE__ */ optional(STEPS),
    cooldown: COOLDOWN,
  },
  vaswani: {
    warmupSteps: STEPS,
    ofSteps: /* @__PURE__ */ optional(STEPS),
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

/** What a schedule depends on beside its own options. */
export type ScheduleContext = {
  /** Steps of the whole run. */
  readonly steps: number;
  /** Multiplies every step size. */
  readonly rateMultiplier: number;
  readonly dModel: number;
};

function warmedUp(schedule: Schedule, steps: number, warmup: WarmupConfig | undefined): Schedule {
  return warmup === undefined
    ? schedule
    : withWarmup(schedule, warmup.fraction * steps, warmup.power);
}

function baseSchedule(config: ScheduleConfig, { steps, dModel }: ScheduleContext): Schedule {
  switch (config.name) {
    case 'paper':
      return paperSchedule(config.warmup, config.totalSteps ?? steps);
    case 'vaswani': {
      const { warmupSteps, ofSteps = steps } = config;
      return stretchedSchedule(vaswaniSchedule(dModel, warmupSteps), steps / ofSteps);
    }
    case 'constant':
      return warmedUp(constantSchedule(config.value), steps, config.warmup);
    case 'inverseSquareRoot': {
      const { value, flat, warmup } = config;
      return warmedUp(inverseSquareRootSchedule(value, flat.fraction * steps), steps, warmup);
    }
  }
}

/** The schedule that `config` names, for the run that `context` describes. */
export function buildSchedule(config: ScheduleConfig, context: ScheduleContext): Schedule {
  const { steps, rateMultiplier } = context;
  const base = baseSchedule(config, context);
  const { cooldown } = config;
  return scaledSchedule(
    cooldown === undefined ? base : withCooldown(base, steps, cooldown.fraction * steps),
    rateMultiplier,
  );
}
