import { z } from 'zod';
import type { LinkConfig } from '../optim/optimizer.ts';

const decayRate = z.number().gt(0).lt(1);

const decaySchema = z.union([
  z.strictObject({ beta2: decayRate }),
  z.strictObject({ power: z.number().gt(0).max(1) }),
]);

/** One link of an optimiser; what each does stands with its implementation in `src/optim`. */
export const linkSchema = z.discriminatedUnion('link', [
  z.strictObject({
    link: z.literal('scaleByAdam'),
    beta1: z.number().min(0).lt(1),
    beta2: decayRate,
    epsilon: z.number().positive(),
  }),
  z.strictObject({
    link: z.literal('scaleByFactoredRms'),
    decay: decaySchema,
    epsilon1: z.number().positive(),
  }),
  z.strictObject({ link: z.literal('clipByBlockRms'), threshold: z.number().positive() }),
  z.strictObject({ link: z.literal('scaleByParameterRms'), epsilon2: z.number().positive() }),
  z.strictObject({ link: z.literal('scaleBySchedule'), factor: z.number().positive() }),
]) satisfies z.ZodType<LinkConfig>;
