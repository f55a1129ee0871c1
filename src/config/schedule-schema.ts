import type { ScheduleConfig } from 'sublinear-optim';
import { z } from 'zod';

const value = z.number().positive();
const steps = z.int().positive();
const fraction = z.number().gt(0).max(1);

const cooldown = z.strictObject({ fraction }).optional();
const warmup = z
  .strictObject({ fraction, power: z.union([z.literal(1), z.literal(2)]) })
  .optional();

/** `schedule:` of a configuration; what each does stands in `packages/optim/src/schedules.ts`. */
export const scheduleSchema = z.discriminatedUnion('name', [
  z.strictObject({
    name: z.literal('paper'),
    warmup: z.boolean(),
    totalSteps: steps.optional(),
    cooldown,
  }),
  z.strictObject({
    name: z.literal('vaswani'),
    warmupSteps: steps,
    ofSteps: steps.optional(),
    cooldown,
  }),
  z.strictObject({ name: z.literal('constant'), value, warmup, cooldown }),
  z.strictObject({
    name: z.literal('inverseSquareRoot'),
    value,
    flat: z.strictObject({ fraction }),
    warmup,
    cooldown,
  }),
]) satisfies z.ZodType<ScheduleConfig>;
