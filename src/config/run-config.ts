import { TOKENIZER_NAMES } from 'sacrebleu-ts';
import { z } from 'zod';
import { modelSchema } from '../model/config.ts';
import { diagnosticsSchema } from './diagnostics-schema.ts';
import { optimizerSchema } from './optimizer-schema.ts';
import { scheduleSchema } from './schedule-schema.ts';
import { WIDTH_RULES, type WidthRule } from './step-size.ts';

const positiveInteger = z.int().positive();

/** Languages that must be two: the files of one would be both sides of every pair. */
export const twoLanguages = <T extends z.ZodType<{ source: string; target: string }>>(
  languages: T,
) =>
  languages.refine(({ source, target }) => source !== target, {
    path: ['target'],
    error: 'must be another language than source',
  });

const corpusSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('builtin').describe('The generated corpus that ships with the project'),
    seed: z
      .literal(1, {
        error:
          'expected 1, the seed of the corpus that is stored; make another with ' +
          '`make toy-corpus SEED=2 FOLDER=toy`, and give it as a corpus of the kind folder',
      })
      .describe('What it was generated from'),
  }),
  z.strictObject({
    kind: z.literal('folder').describe('Plain text, a sentence a line, gzip or not'),
    folder: z.string().min(1).describe('Where its files are'),
    files: z
      .strictObject({
        train: z.string().describe('To train on'),
        dev: z.string().describe('To evaluate on while training'),
        test: z.string().describe('To translate at the end'),
      })
      .describe('Their names without the language: train for train.en and train.de.gz'),
    languages: twoLanguages(
      z.strictObject({
        source: z.string().describe('Ending of the files to translate from, such as en'),
        target: z.string().describe('Ending of the files to translate into, such as de'),
      }),
    ).describe('The endings of the files'),
  }),
  z.strictObject({
    kind: z.literal('shards').describe('What `sublinear data prepare` writes'),
    folder: z.string().min(1).describe('Where it wrote them'),
    testSet: z
      .enum(['dev', 'test'])
      .optional()
      .describe(
        'What is translated and scored at the end: dev takes the place of the test set, as in ' +
          "the paper's tables, which score newstest2013; test unless given",
      ),
  }),
]);

const bucketedSchema = z
  .strictObject({
    kind: z
      .literal('bucketed')
      .optional()
      .describe('A sentence pair a row; a batch has pairs of about one length; this unless given'),
    tokens: positiveInteger.describe('Positions of a batch on each side, padding included, about'),
    lengths: z
      .array(positiveInteger)
      .min(1)
      .describe('What rows are padded to, in tokens, rising; training leaves out longer pairs'),
  })
  .refine(({ lengths }) => lengths.every((length, i) => i === 0 || length > lengths[i - 1]!), {
    path: ['lengths'],
    error: 'must rise from each length to the next',
  })
  .refine(({ tokens, lengths }) => tokens >= lengths.at(-1)!, {
    path: ['tokens'],
    error: 'must be at least the longest of lengths',
  });

const packedSchema = z.strictObject({
  kind: z
    .literal('packed')
    .describe(
      'Several sentence pairs a row, which do not see each other; all batches have one shape',
    ),
  rowLength: positiveInteger.describe(
    'Positions of a row on each side; training leaves out longer pairs',
  ),
  rows: positiveInteger.describe('Rows of a batch'),
});

const batchingSchema = z.union([bucketedSchema, packedSchema]);

const dataSchema = z.strictObject({
  name: z.string().min(1).describe('What tables and result files call this data'),
  corpus: corpusSchema.describe('Where the sentence pairs come from'),
  vocabulary: z
    .string()
    .min(1)
    .describe('A sentencepiece model; the path is relative to the working directory'),
  batching: batchingSchema.describe('How sentence pairs share batches'),
});

const stopAtSchema = z.strictObject({
  steps: positiveInteger.optional().describe('Steps done'),
  tokens: positiveInteger
    .optional()
    .describe('Source and target tokens trained on, padding not counted'),
  devLogPerplexity: z
    .number()
    .positive()
    .optional()
    .describe('Log-perplexity of the development set, in nats a token, or below'),
  seconds: z.number().positive().optional().describe('Wall time of the training steps'),
});

/** What a run may end by. */
export const endReasonSchema = stopAtSchema.keyof();

const trainingSchema = z.strictObject({
  steps: positiveInteger.describe('Steps of the whole run'),
  rateMultiplier: z
    .number()
    .positive()
    .describe("Multiplies every step size, to make up for runs shorter than the paper's"),
  widthRule: z
    .enum(Object.keys(WIDTH_RULES) as WidthRule[])
    .optional()
    .describe(
      "What absolute step sizes are multiplied by, too, for a model not of the paper's width; " +
        'relative ones (the link scaleByParameterRms) are not; none are unless given',
    ),
  seed: z.int().describe('Of the initial parameters, the order of the data, and dropout'),
  gradientAccumulation: positiveInteger
    .optional()
    .describe(
      'Batches of a step, whose gradients are added up: a step on so many batches in ' +
        'the memory of one batch and one more copy of the parameters; 1 unless given',
    ),
  logEvery: positiveInteger.describe('Steps between two points of the loss curve'),
  evaluateEvery: positiveInteger.describe(
    'Steps between two evaluations on the development set; the last step always has one',
  ),
  divergence: z
    .strictObject({
      aboveStartFor: positiveInteger.describe(
        "Steps in a row with a loss above the first step's, after which training is given up",
      ),
    })
    .optional()
    .describe('When to give training up beside where numbers are not finite'),
  stopAt: stopAtSchema
    .optional()
    .describe('Where to end before the last step, whichever comes first'),
});

/** Averages of the parameters to be evaluated beside them; see `AveragingConfig`. */
const averagingSchema = z
  .strictObject({
    polyak: z
      .strictObject({
        decay: z.number().gt(0).lt(1).describe('What the average keeps of itself a step'),
      })
      .optional()
      .describe('After each step, average = decay * average + (1 - decay) * parameters'),
    lastPoints: z
      .strictObject({
        count: positiveInteger.describe('Points in the mean'),
        every: positiveInteger.describe('Steps from one to the next'),
      })
      .optional()
      .describe('The mean over the last points, up to the end of training'),
  })
  .optional()
  .describe('Averages of the parameters to be evaluated beside them');

const searchShape = {
  extraLength: positiveInteger.describe(
    'Tokens that a translation may have more than its source, end symbols included',
  ),
  sentences: positiveInteger.describe(
    'Sentences translated at once; fewer where they are longer than the longest training row',
  ),
};

/** `src/decode` explains the options of a search. */
const searchSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('greedy').describe('The likeliest symbol at each position'),
    ...searchShape,
  }),
  z.strictObject({
    kind: z.literal('beam').describe('The likeliest translation among some that are followed'),
    ...searchShape,
    beamSize: positiveInteger.describe('Translations that are followed at a time'),
    alpha: z.number().min(0).describe('Length penalty: ((5 + length) / 6)^alpha'),
  }),
]);

const evaluationSchema = z.strictObject({
  search: searchSchema.describe('How translations are searched for'),
  tokenize: z.enum(TOKENIZER_NAMES).describe("sacreBLEU's tokenizer, for BLEU; 13a is its default"),
  bleuEvery: positiveInteger
    .optional()
    .describe(
      'Steps between two translations of the development set while training, for its BLEU; the ' +
        'last step has one, too. Without it there are none. The test set is looked at once, at ' +
        'the end',
    ),
  test: z
    .boolean()
    .optional()
    .describe('Whether the test set is translated and scored at the end; true unless given'),
  best: z
    .boolean()
    .optional()
    .describe(
      'Whether the parameters with the best development score are scored on the test set, too',
    ),
});

/** The parts of a run's configuration, for what is made of some of them. */
export const runConfigParts = z.strictObject({
  protocol: z
    .string()
    .regex(/^[a-z0-9-]+$/, 'must be lower-case letters, digits and hyphens')
    .describe(
      'What results call the combination of model, data, schedule length and rate multiplier',
    ),
  model: modelSchema.describe('The Transformer'),
  data: dataSchema.describe('What it is trained and scored on'),
  optimizer: optimizerSchema.describe('The links of an optimiser in order, or a name with options'),
  schedule: scheduleSchema.describe('The step size over time'),
  training: trainingSchema.describe('How long, how fast, and what is recorded'),
  averaging: averagingSchema,
  diagnostics: diagnosticsSchema
    .optional()
    .describe('Sizes of updates, measured within training steps'),
  evaluation: evaluationSchema.describe('How translations are made and scored'),
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
