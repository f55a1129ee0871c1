import { SCHEDULES, type ScheduleConfig, warmupFault } from 'sublinear-optim';
import { z } from 'zod';
import { type Descriptions, type Member, optionSchemas } from './kind-schema.ts';

type Name = ScheduleConfig['name'];

const WARMUP = 'Rises from 0 over the first part of the run';
const COOLDOWN = 'Falls to 0 over the last part of the run';

/** What each option means; which there are, and what they may be, is said in `packages/optim`. */
const DESCRIPTIONS: {
  readonly [N in Name]: {
    readonly [Option in keyof Required<Omit<Extract<ScheduleConfig, { name: N }>, 'name'>>]: string;
  };
} = {
  paper: {
    warmup: 'Rises to the peak over the first tenth of the run; starts at the peak otherwise',
    totalSteps: 'Steps of the run that this one is the beginning of; its own length unless given',
    cooldown: COOLDOWN,
  },
  vaswani: {
    warmupSteps: 'Steps of linear rise',
    ofSteps: 'Steps of the run that warmupSteps is for; this run is stretched to it',
    cooldown: COOLDOWN,
  },
  constant: { value: 'The step size', warmup: WARMUP, cooldown: COOLDOWN },
  inverseSquareRoot: {
    value: 'The step size before it falls',
    flat: 'How long it stays before it falls as the inverse square root of the step',
    warmup: WARMUP,
    cooldown: COOLDOWN,
  },
};

const PARTS: Descriptions = {
  fraction: 'Part of the run, above 0 and up to 1',
  power: '1 for a linear rise, 2 for a quadratic one',
};

const members = Object.entries(SCHEDULES).map(
  ([name, options]): Member =>
    z
      .strictObject({
        name: z.literal(name).describe('Which schedule'),
        ...optionSchemas(options, DESCRIPTIONS[name as Name], PARTS),
      })
      .superRefine((given, context) => {
        const schedule = given as ScheduleConfig;
        if (schedule.name !== 'inverseSquareRoot') return;
        const message = warmupFault(schedule);
        if (message !== undefined) context.addIssue({ code: 'custom', path: ['warmup'], message });
      }),
);

/** `schedule:` of a configuration; `packages/optim/src/schedules.ts` has what each does. */
// The members are made from the table that the type is made from.
export const scheduleSchema = z.discriminatedUnion(
  'name',
  members as [Member, ...Member[]],
) as unknown as z.ZodType<ScheduleConfig>;
