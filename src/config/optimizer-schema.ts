import {
  DEFAULTS,
  type LinkConfig,
  MOMENTS,
  type NamedOptimizerConfig,
  SM3_VARIANTS,
} from 'sublinear-optim';
import { z } from 'zod';

const decayRate = z.number().gt(0).lt(1);
/** 0 turns momentum off. */
const momentumRate = z.number().min(0).lt(1);
const positive = z.number().positive();
/** Of the schedule; negative ones would climb. */
const factor = positive;

const decay = z.union([
  z.strictObject({ beta2: decayRate, biasCorrection: z.boolean().optional() }),
  z.strictObject({ power: z.number().gt(0).max(1) }),
]);

const epsilons = { epsilon: positive.optional(), epsilon1: positive.optional() };

/** Requires one of `epsilons`: without, what has had no gradient yet would be 0/0. */
function requireEpsilon<Shape extends typeof epsilons>(link: z.ZodObject<Shape, z.core.$strict>) {
  return link
    .refine((given) => 'epsilon' in given || 'epsilon1' in given, {
      path: ['epsilon'],
      error:
        'expected epsilon, which is added to the root of the second moment, or epsilon1, which is ' +
        'added to the squared gradient',
    })
    .meta({
      anyOf: ['epsilon', 'epsilon1'].map((key) => ({
        properties: { [key]: {} },
        required: [key],
      })),
    });
}

/** One link of an optimiser; what each does stands with its implementation in `packages/optim`. */
export const linkSchema = z.discriminatedUnion('link', [
  requireEpsilon(
    z.strictObject({
      link: z.literal('scaleByAdam'),
      beta1: momentumRate,
      beta2: decayRate,
      ...epsilons,
    }),
  ),
  requireEpsilon(z.strictObject({ link: z.literal('scaleByRms'), decay, ...epsilons })),
  z.strictObject({
    link: z.literal('scaleByStandardDeviation'),
    beta2: decayRate,
    epsilon: positive,
  }),
  z.strictObject({
    link: z.literal('scaleByFactoredRms'),
    decay,
    epsilon1: positive,
    moment: z.enum(MOMENTS).optional(),
  }),
  z.strictObject({ link: z.literal('scaleByAdagrad'), epsilon: positive }),
  z.strictObject({
    link: z.literal('scaleBySm3'),
    variant: z.enum(SM3_VARIANTS),
    beta2: decayRate.optional(),
  }),
  z.strictObject({ link: z.literal('clipByBlockRms'), threshold: positive }),
  z.strictObject({ link: z.literal('clipByGlobalNorm'), threshold: positive }),
  z.strictObject({ link: z.literal('scaleByParameterRms'), epsilon2: positive }),
  z.strictObject({ link: z.literal('momentum'), beta1: momentumRate, nesterov: z.boolean() }),
  z.strictObject({ link: z.literal('averageUpdates'), beta1: momentumRate }),
  z.strictObject({ link: z.literal('addWeightDecay'), weightDecay: z.number().min(0) }),
  z.strictObject({ link: z.literal('scaleBySchedule'), factor }),
]) satisfies z.ZodType<LinkConfig>;

const { momentum, nesterov, adagrad, rmsprop, adam, adamw, adafactor, sm3 } = DEFAULTS;

/** The step size is the schedule's times this. */
const scheduled = { factor: factor.default(1) };

/**
 * A named optimiser. Options that are not given are filled in, so that the resolved configuration,
 * which results keep, has them all.
 */
export const namedOptimizerSchema = z.discriminatedUnion(
  'name',
  [
    z.strictObject({ name: z.literal('sgd'), ...scheduled }),
    z.strictObject({
      name: z.literal('momentum'),
      ...scheduled,
      beta1: momentumRate.default(momentum.beta1),
    }),
    z.strictObject({
      name: z.literal('nesterov'),
      ...scheduled,
      beta1: momentumRate.default(nesterov.beta1),
    }),
    z.strictObject({
      name: z.literal('adagrad'),
      ...scheduled,
      epsilon: positive.default(adagrad.epsilon),
    }),
    z.strictObject({
      name: z.literal('rmsprop'),
      ...scheduled,
      beta2: decayRate.default(rmsprop.beta2),
      epsilon: positive.default(rmsprop.epsilon),
      centred: z.boolean().default(rmsprop.centred),
      beta1: momentumRate.default(rmsprop.beta1),
    }),
    z.strictObject({
      name: z.literal('adam'),
      ...scheduled,
      beta1: momentumRate.default(adam.beta1),
      beta2: decayRate.default(adam.beta2),
      epsilon: positive.default(adam.epsilon),
    }),
    z.strictObject({
      name: z.literal('adamw'),
      ...scheduled,
      beta1: momentumRate.default(adamw.beta1),
      beta2: decayRate.default(adamw.beta2),
      epsilon: positive.default(adamw.epsilon),
      weightDecay: z.number().min(0).default(adamw.weightDecay),
    }),
    z.strictObject({
      name: z.literal('adafactor'),
      ...scheduled,
      decay: decay.default(adafactor.decay),
      moment: z.enum(MOMENTS).default(adafactor.moment),
      epsilon1: positive.default(adafactor.epsilon1),
      epsilon2: positive.default(adafactor.epsilon2),
      threshold: positive.nullable().default(adafactor.threshold),
      relativeStep: z.boolean().default(adafactor.relativeStep),
      beta1: momentumRate.default(adafactor.beta1),
    }),
    z.strictObject({
      name: z.literal('sm3'),
      ...scheduled,
      variant: z.enum(SM3_VARIANTS).default(sm3.variant),
      beta1: momentumRate.default(sm3.beta1),
      beta2: decayRate.optional(),
    }),
  ],
  {
    error: ({ input }) =>
      typeof input === 'object' && input !== null
        ? undefined
        : 'expected a name with options, such as { name: adam }',
  },
) satisfies z.ZodType<NamedOptimizerConfig>;

/** `optimizer:` of a configuration: its links in order, or a name with options. */
export const optimizerSchema = z.union([
  z
    .array(linkSchema, {
      error: ({ code }) => (code === 'invalid_type' ? 'expected a list of links' : undefined),
    })
    .min(1),
  namedOptimizerSchema,
]);
