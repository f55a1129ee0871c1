import { type Kinds, requireKind, requireOptions, STEPS } from './kinds.ts';
import { scaleBySchedule } from './links/scale-by-schedule.ts';
import { PLANNED, type PlannedSchedule, plannedSchedule, warmupFault } from './planned-schedule.ts';
import { constantSchedule, type Schedule } from './schedules.ts';
import type { GradientTransform } from './transform.ts';

/** A schedule as data, for a run of so many steps; it can be saved, which a function cannot. */
export type PlannedRate = PlannedSchedule & {
  readonly steps: number;
};

/** A step size: the same at every step, planned over a run, or any function of the step. */
export type LearningRate = number | PlannedRate | Schedule;

const OTHERS =
  ", a schedule such as { name: 'constant', value: 0.01, steps: 1000 }, or a function of the step";

function scheduleOf(what: string, planned: PlannedRate): Schedule {
  const names = Object.keys(PLANNED) as (keyof typeof PLANNED)[];
  requireKind(`${what}.name`, { type: 'choice', choices: names }, planned.name);
  const { steps, name, ...options } = planned;
  const kinds: Kinds<object> = PLANNED[name];
  requireKind(`${what}.steps`, STEPS, steps);
  requireOptions(what, kinds, options);
  const fault = planned.name === 'inverseSquareRoot' ? warmupFault(planned) : undefined;
  if (fault !== undefined) {
    throw new Error(`${what}: warmup: given ${JSON.stringify(options.warmup)}; ${fault}`);
  }
  return plannedSchedule(planned, steps);
}

/**
 * The link that multiplies updates by `rate`.
 *
 * @param what the rate is called in messages
 * @throws Error for what is no rate, and for a schedule that is not valid
 */
export function stepSize(what: string, rate: LearningRate): GradientTransform {
  if (typeof rate === 'function') return scaleBySchedule(rate);
  if (typeof rate === 'object' && rate !== null && 'name' in rate) {
    return scaleBySchedule(scheduleOf(what, rate));
  }
  requireKind(what, { type: 'number', from: 0 }, rate, OTHERS);
  return scaleBySchedule(constantSchedule(rate));
}
