import { optional, STEPS } from './kinds.ts';
import { COOLDOWN, cooled, type OneOf, PLANNED, plannedSchedule } from './planned-schedule.ts';
import { type Schedule, scaledSchedule, stretchedSchedule, vaswaniSchedule } from './schedules.ts';

/** The options of schedules by name, the only list of them; each is a function of `schedules.ts`. */
export const SCHEDULES = {
  paper: PLANNED.paper,
  vaswani: {
    warmupSteps: STEPS,
    /** The run that `warmupSteps` is for: it is stretched to this run's length. */
    ofSteps: /* @__PURE__ */ optional(STEPS),
    cooldown: COOLDOWN,
  },
  constant: PLANNED.constant,
  inverseSquareRoot: PLANNED.inverseSquareRoot,
};

/** A schedule as a configuration names it. */
export type ScheduleConfig = OneOf<typeof SCHEDULES>;

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
