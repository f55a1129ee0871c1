import {
  LINKS,
  type LinkConfig,
  type LinkName,
  type LinkOptions,
  NAMED,
  type NamedOptimizerConfig,
  type NamedOptions,
  type OptimizerName,
  PART_NAMES,
} from 'sublinear-optim';
import { z } from 'zod';
import {
  type Descriptions,
  type Member,
  type OwnSchemas,
  optionSchemas,
  patternsSchema,
} from './kind-schema.ts';

/*
 * Which options there are, and what they may be, is said in `packages/optim`; here is what each of them
 * means. One that nothing describes does not compile.
 */

/** What an option, or a part of one, means unless its link or optimiser says otherwise. */
const COMMON = {
  axis: 'Along which axis, from the end where negative; or over the whole tensor',
  beta1: 'Decay of the first moment; 0 keeps none',
  beta2: 'Decay of the second moment',
  beta3: 'Decay of the instability',
  biasCorrection: 'Corrects the start of the average, as Adam does; true unless given',
  cap: 'The largest decay rate; none unless given',
  decay: 'How fast the second moment forgets: at a constant rate, or as 1 − t^−power',
  epsilon: 'Added to the root of the second moment',
  epsilon1: 'ε₁ of the Adafactor paper, added to the squared gradient',
  epsilon2: 'ε₂ of the Adafactor paper, the least scale of a step, so that a parameter can leave 0',
  except: "Names of matrices that have Adam too, such as a softmax's",
  factor: "The schedule's value is multiplied by this",
  heads: 'Attention heads, side by side in the columns of a matrix',
  limit: 'How many times as large as the last one an update may be',
  matrixFactor: 'The step size of matrices, in times that of Adam',
  moment: 'Which means of a matrix stand for its second moment',
  power: 'The decay rate at step t is 1 − t^−power',
  threshold: 'd of the Adafactor paper: the largest RMS that the update of a tensor may have',
  variant: 'SM3-II bounds second moments more tightly than SM3-I',
  weightDecay: 'Part of each parameter that is taken off, times the step size',
} satisfies Descriptions;

type Common = keyof typeof COMMON;

type Described<O> = { readonly [Option in Exclude<keyof O, Common>]: string } & {
  readonly [Option in keyof O & Common]?: string;
};

/** By name, what `COMMON` does not say; those of which it says all may be left out. */
type Exceptions<All> = { readonly [Name in keyof All]?: Described<All[Name]> } & {
  readonly [Name in keyof All as Record<never, never> extends Described<All[Name]>
    ? never
    : Name]: Described<All[Name]>;
};

const FORGETTING = 'Averages squares, and forgets them, instead of summing them';
const AVERAGE = 'Weight of the old average of updates; 0 keeps none';
const VELOCITY = 'Part of the velocity that is left after a step; 0 keeps none';
const LION = {
  beta1: 'Weight of the momentum in the direction whose sign is taken',
  beta2: 'Decay of the momentum',
};
const SUM_OF_SQUARES = 'Added to the root of the sum of squares';
const SQUARED_RESIDUAL = 'ε₂ of the CAME paper, added to the squared residual';
const ROWS_AND_COLUMNS = 'Turns of the iteration that finds rows and columns';
const TURNS = 'How often rows and columns are normalised';
const CLIPS_OR_NOT = `${COMMON.threshold}; null clips nothing`;

const LINK_DESCRIPTIONS: Exceptions<LinkOptions> = {
  scaleByStandardDeviation: {
    beta2: 'Decay of the mean and of the variance',
    epsilon: 'Added to the standard deviation',
  },
  scaleByFactoredRms: {
    meanFloor: 'The least mean(R) that R C is divided by, as PyTorch has it; 0 unless given',
  },
  scaleByAdagrad: { epsilon: SUM_OF_SQUARES },
  scaleBySm3: { beta2: FORGETTING },
  clipByGlobalNorm: { threshold: 'The largest norm that all updates together may have' },
  momentum: { beta1: VELOCITY, nesterov: "Looks ahead along the velocity: Nesterov's momentum" },
  averageUpdates: { beta1: AVERAGE },
  averageUpdatesInBfloat16: { beta1: AVERAGE },
  addWeightDecay: { weightDecay: 'Part of each parameter that is added to its update' },
  normalise: { epsilon: 'The least RMS that is divided by' },
  orthogonalise: {
    iterations: "How often Newton and Schulz's step is taken",
    epsilon: 'Added to the norm that is divided by first',
  },
  partition: { parts: 'Parts of the parameters, each with links of its own' },
  scaleByBlockMoment: {
    block: 'What shares a second moment: a tensor, what lies along an axis, or a head',
  },
  scaleByConfidence: { beta1: AVERAGE, epsilon: SQUARED_RESIDUAL },
  scaleByRowsAndColumns: { iterations: ROWS_AND_COLUMNS },
  scaleByStableAdam: {
    weightDecay: 'Part of each parameter that is added to its update, before it is clipped',
  },
  signMomentum: LION,
  sinkhorn: { iterations: TURNS },
};

const NAMED_DESCRIPTIONS: Exceptions<NamedOptions> = {
  momentum: { beta1: VELOCITY },
  nesterov: { beta1: VELOCITY },
  adagrad: { epsilon: SUM_OF_SQUARES },
  rmsprop: {
    centred: 'Divides by the standard deviation of the gradients instead of their RMS',
    beta1: VELOCITY,
  },
  adafactor: {
    threshold: CLIPS_OR_NOT,
    relativeStep: 'Makes steps relative to the RMS of what they change',
    beta1: AVERAGE,
  },
  sm3: { beta1: AVERAGE, beta2: FORGETTING },
  adafactorBigVision: {
    beta2: 'The largest decay of the second moment',
    threshold: CLIPS_OR_NOT,
    beta1: `${AVERAGE}. It is kept in bfloat16`,
  },
  came: { beta1: AVERAGE, epsilon2: SQUARED_RESIDUAL },
  lion: LION,
  muon: {
    momentum: 'Decay of the momentum of matrices',
    adamFactor: "AdamW's step size, in times that of the matrices",
  },
  scale: {
    momentum: "Decay of the last layer's momentum; 0 keeps none",
    lastLayer: "Names of the last layer's matrix, or patterns of them",
  },
  sinkgd: { iterations: TURNS },
  racs: {
    beta: 'Decay of the averages of rows and columns',
    iterations: ROWS_AND_COLUMNS,
  },
};

const partName = z.enum(PART_NAMES);

const partSchema = z.strictObject({
  of: z
    .union([partName, patternsSchema.min(1)])
    .describe(
      'embeddings; matrices, all else of two axes or more; vectors, with scalars; others, what no ' +
        'other part takes; or parameters by their names, in which * stands for a part between ' +
        'slashes, and ** for any number of parts',
    ),
  only: patternsSchema.optional().describe('Of those, only the ones that fit'),
  except: patternsSchema.optional().describe('Of those, none that fits'),
  // A partition may be a link of a part.
  links: z.lazy(() => z.array(linkSchema)).describe('What becomes of their updates, in order'),
});

const OWN: OwnSchemas = { patterns: patternsSchema, parts: z.array(partSchema).min(1) };

/** Requires one of the epsilons of `link`, where it has two: what has had no gradient yet would be 0/0. */
function requireEpsilon(link: Member): Member {
  if (!('epsilon' in link.shape && 'epsilon1' in link.shape)) return link;
  return link
    .refine((given) => given.epsilon !== undefined || given.epsilon1 !== undefined, {
      path: ['epsilon'],
      error:
        'expected epsilon, which is added to the root of the second moment, or epsilon1, which is ' +
        'added to the squared gradient',
    })
    .meta({
      anyOf: ['epsilon', 'epsilon1'].map((key) => ({
        properties: { [key]: { description: link.shape[key]!.description } },
        required: [key],
      })),
    });
}

const links = Object.entries(LINKS).map(([name, { options }]) =>
  requireEpsilon(
    z.strictObject({
      link: z.literal(name).describe('Which link of the optimiser'),
      ...optionSchemas(options, { ...COMMON, ...LINK_DESCRIPTIONS[name as LinkName] }, COMMON, OWN),
    }),
  ),
);

/** One link of an optimiser; `packages/optim` has what each does. */
// The members are made from the table that the type is made from.
export const linkSchema: z.ZodType<LinkConfig> = z.discriminatedUnion(
  'link',
  links as [Member, ...Member[]],
) as unknown as z.ZodType<LinkConfig>;

const optimizers = Object.entries(NAMED).map(
  ([name, { options, defaults }]): Member =>
    z.strictObject({
      name: z.literal(name).describe('Which optimiser'),
      factor: z.number().positive().default(1).describe(COMMON.factor),
      ...optionSchemas(
        options,
        { ...COMMON, ...NAMED_DESCRIPTIONS[name as OptimizerName] },
        COMMON,
        OWN,
        defaults,
      ),
    }),
);

/**
 * A named optimiser. Options that are not given are filled in, so that the resolved configuration,
 * which results keep, has them all.
 */
export const namedOptimizerSchema = z.discriminatedUnion(
  'name',
  optimizers as [Member, ...Member[]],
  {
    error: ({ input }) =>
      typeof input === 'object' && input !== null
        ? undefined
        : 'expected a name with options, such as { name: adam }',
  },
) as unknown as z.ZodType<NamedOptimizerConfig>;

/** `optimizer:` of a configuration: its links in order, or a name with options. */
export const optimizerSchema = z.union([
  z
    .array(linkSchema, {
      error: ({ code }) => (code === 'invalid_type' ? 'expected a list of links' : undefined),
    })
    .min(1),
  namedOptimizerSchema,
]);
