import { z } from 'zod';
import type { CorpusConfig } from '../data/corpus.ts';
import type { SearchConfig } from '../decode/search.ts';
import { diagnosticsSchema } from './diagnostics-schema.ts';
import { optimizerSchema } from './optimizer-schema.ts';
import { scheduleSchema } from './schedule-schema.ts';

const positiveInteger = z.int().positive();
const probability = z.number().min(0).lt(1);

const modelSchema = z
  .strictObject({
    encoderLayers: positiveInteger,
    decoderLayers: positiveInteger,
    dModel: positiveInteger.multipleOf(2),
    dFeedForward: positiveInteger,
    heads: positiveInteger,
    dropout: z.strictObject({
      residual: probability,
      attention: probability,
      relu: probability,
    }),
    labelSmoothing: probability,
    embedding: z.strictObject({
      sharing: z.enum(['all', 'source-target', 'none']),
      sigma: z.union([z.literal('1/sqrt(dModel)'), z.number().positive()]),
      multiplier: z.union([z.literal('sqrt(dModel)'), z.number().positive()]),
    }),
  })
  .refine(({ dModel, heads }) => dModel % heads === 0, {
    path: ['heads'],
    error: 'must divide dModel',
  });

const corpusSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('builtin'), seed: z.int() }),
  z.strictObject({
    kind: z.literal('folder'),
    folder: z.string().min(1),
    files: z.strictObject({ train: z.string(), dev: z.string(), test: z.string() }),
    languages: z.strictObject({ source: z.string(), target: z.string() }),
  }),
  z.strictObject({ kind: z.literal('shards'), folder: z.string().min(1) }),
]) satisfies z.ZodType<CorpusConfig>;

const batchingSchema = z
  .strictObject({ tokens: positiveInteger, lengths: z.array(positiveInteger).min(1) })
  .refine(({ lengths }) => lengths.every((length, i) => i === 0 || length > lengths[i - 1]!), {
    path: ['lengths'],
    error: 'must rise from each length to the next',
  })
  .refine(({ tokens, lengths }) => tokens >= lengths.at(-1)!, {
    path: ['tokens'],
    error: 'must be at least the longest of lengths',
  });

const dataSchema = z.strictObject({
  /** What tables and result files call this data. */
  name: z.string().min(1),
  corpus: corpusSchema,
  /** A sentencepiece model; the path is relative to the working directory. */
  vocabulary: z.string().min(1),
  batching: batchingSchema,
});

const trainingSchema = z.strictObject({
  steps: positiveInteger,
  /** Multiplies every step size, to make up for runs shorter than the paper's. */
  rateMultiplier: z.number().positive(),
  seed: z.int(),
  /**
   * Batches of a step, whose gradients are added up: a step on so many times `batching.tokens` in
   * the memory of one batch and one more copy of the parameters. 1 unless given.
   */
  gradientAccumulation: positiveInteger.optional(),
  /** Steps between two points of the loss curve. */
  logEvery: positiveInteger,
  /** Steps between two evaluations on the development set; the last step always has one. */
  evaluateEvery: positiveInteger,
  /** When to give training up beside where numbers are not finite; see `DivergenceRule`. */
  divergence: z.strictObject({ aboveStartFor: positiveInteger }).optional(),
  /** Where to end before the last step, whichever comes first; see `StopLimits`. */
  stopAt: z
    .strictObject({
      steps: positiveInteger.optional(),
      tokens: positiveInteger.optional(),
      devLogPerplexity: z.number().positive().optional(),
      seconds: z.number().positive().optional(),
    })
    .optional(),
});

/** Averages of the parameters to be evaluated beside them; see `AveragingConfig`. */
const averagingSchema = z
  .strictObject({
    polyak: z.strictObject({ decay: z.number().gt(0).lt(1) }).optional(),
    lastPoints: z.strictObject({ count: positiveInteger, every: positiveInteger }).optional(),
  })
  .optional();

const searchShape = {
  extraLength: positiveInteger,
  /** Sentences translated at once. */
  sentences: positiveInteger,
};

/** What the other options mean stands with the searches in `src/decode`. */
const searchSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('greedy'), ...searchShape }),
  z.strictObject({
    kind: z.literal('beam'),
    ...searchShape,
    beamSize: positiveInteger,
    alpha: z.number().min(0),
  }),
]) satisfies z.ZodType<SearchConfig>;

const evaluationSchema = z.strictObject({
  search: searchSchema,
  tokenize: z.enum(['13a', 'intl', 'char', 'none']),
  /**
   * Steps between two translations of the development set while training, for its BLEU; the last
   * step has one, too. Without it there are none. The test set is looked at once, at the end.
   */
  bleuEvery: positiveInteger.optional(),
  /** Whether the parameters with the best development score are scored on the test set, too. */
  best: z.boolean().optional(),
});

/** The parts of a run's configuration, for what is made of some of them. */
export const runConfigParts = z.strictObject({
  /** What results call the combination of model, data, schedule length and rate multiplier. */
  protocol: z.string().regex(/^[a-z0-9-]+$/, 'must be lower-case letters, digits and hyphens'),
  model: modelSchema,
  data: dataSchema,
  optimizer: optimizerSchema,
  schedule: scheduleSchema,
  training: trainingSchema,
  averaging: averagingSchema,
  diagnostics: diagnosticsSchema.optional(),
  evaluation: evaluationSchema,
});

/**
 * One training run, complete: no setting has a default outside the YAML files but the options of a
 * named optimiser.
 */
export const runConfigSchema = runConfigParts.refine(
  ({ averaging, training }) => averaging?.lastPoints === undefined || training.stopAt === undefined,
  {
    path: ['averaging', 'lastPoints'],
    error:
      'counts back from the last step, before which training.stopAt may end the run; take one of ' +
      'them away, or average with averaging.polyak',
  },
);

export type RunConfig = z.infer<typeof runConfigSchema>;
