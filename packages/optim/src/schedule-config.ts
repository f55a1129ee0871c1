import { type Kinds, optional, STEPS } from './kinds.ts';
import {
  COOLDOWN,
  type Cooled,
  cooled,
  PLANNED,
  type PlannedSchedule,
  plannedSchedule,
} from './planned-schedule.ts';
import { type Schedule, scaledSchedule, stretchedSchedule, vaswaniSchedule } from './schedules.ts';

/** A schedule that asks for the width of a model, too. */
type VaswaniConfig = {
  readonly name: 'vaswani';
  readonly warmupSteps: number;
  /** The run that `warmupSteps` is for: it is stretched to this run's length. */
  readonly ofSteps?: number | undefined;
} & Cooled;

/** A schedule as a configuration names it; each is a function of `schedules.ts`. */
export type ScheduleConfig = PlannedSchedule | VaswaniConfig;

/** The options of schedules by name, the only list of them. */
export const SCHEDULES: {
  readonly [Name in ScheduleConfig['name']]: Kinds<
    Omit<Extract<ScheduleConfig, { name: Name }>, 'name'>
  >;
} = {
  paper: PLANNED.paper,
  vaswani: {
    warmupSteps: STEPS,
    ofSteps: /* @__PURE__ */ optional(STEPS),
    cooldown: COOLDOWN,
  },
  constant: PLANNED.constant,
  inverseSquareRoot: PLANNED.inverseSquareRoot,
};

/** What a schedule depends on beside its own options. */
export type ScheduleContext = {
  /** Steps of the whole run. */
  readonly steps: number;
  /** Multiplies every step size. */
  readonly rateMultiplier: number;
  readonly dModel: number;
};

function unscaledSchedule(config: ScheduleConfig, { steps, dModel }: ScheduleContext): Schedule {
  if (config.name !== 'vaswani') return plannedSchedule(config, steps);
  const { warmupSteps, ofSteps = steps } = config;
  const stretched = stretchedSchedule(vaswaniSchedule(dModel, warmupSteps), steps / ofSteps);
  return cooled(stretched, config, steps);
}

/** The schedule that `config` names, for the run that `context` describes. */
export function buildSchedule(config: ScheduleConfig, context: ScheduleContext): Schedule {
  return scaledSchedule(unscaledSchedule(config, context), context.rateMultiplier);
}
