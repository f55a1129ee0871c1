import { z } from 'zod';
import { EXECUTORS } from '../backend/info.ts';
import { NUMERICS } from '../backend/numerics.ts';
import { processorSchema } from '../backend/processor-schema.ts';
import type { AverageKind } from '../config/averages.ts';
import { endReasonSchema, runConfigSchema } from '../config/run-config.ts';
import { diagnosticsSchema, optional } from './diagnostics.ts';
import { DIVERGENCE_CAUSES, type DivergenceCause } from './divergence-causes.ts';

const count = z.int().nonnegative();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const bySplit = <T extends z.ZodType>(schema: T) =>
  z.strictObject({
    train: schema.describe('Of the training set'),
    dev: schema.describe('Of the development set'),
    test: schema.describe('Of the test set'),
  });

/** Where a run stands in an experiment. */
const cellSchema = z.strictObject({
  experiment: z.string().describe('The experiment, such as table1'),
  row: z.string().describe('The row of its table, such as A'),
  arm: z.string().describe('The column of its table, such as warmup'),
});

const commit = z.string().describe('A git commit, with -dirty where tracked files had changed');

const backendSchema = z.strictObject({
  name: z.string().describe('tensorflow, webgpu or wasm'),
  device: z.string().describe('The processor or GPU that computed'),
  threads: count.describe('Threads that one operation may use'),
  tfjs: z.string().describe('The version of TensorFlow.js'),
  library: z.string().describe('What computes below TensorFlow.js, with its version'),
  package: optional(
    z.string(),
    'The npm package that loaded TensorFlow, with its version; absent with other backends, ' +
      'and in older results, which are all of @tensorflow/tfjs-node',
  ),
  numerics: optional(
    z.enum(NUMERICS),
    'portable: designed to give the same bits on every x86-64 processor with AVX2 at as many ' +
      'threads; native: the fastest instructions of this one; absent in results older than these modes',
  ),
  oneDnn: optional(z.string(), "The highest instruction set that TensorFlow's oneDNN might use"),
  processor: optional(
    processorSchema,
    'The processor, with what may decide the last bits of native results',
  ),
  reason: z.string().describe('Why this backend was taken'),
});

const executorSchema = z
  .enum(EXECUTORS)
  .describe('How programs ran: operation by operation, or traced into graphs');

/** What a part of a run was computed with. */
export const computingSchema = z.strictObject({
  backend: backendSchema.omit({ reason: true }),
  executor: executorSchema,
});

export type Computing = z.infer<typeof computingSchema>;

export const provenanceSchema = z.strictObject({
  version: z.string().describe('The version of sublinear'),
  commit: commit.describe(
    'The git commit of the code, with -dirty where tracked files had changed, or unknown',
  ),
  earlierCommits: optional(
    z.array(commit),
    'The commits that earlier parts of the run were done with, where they were others',
  ),
  node: z.string().describe('The version of Node'),
  backend: backendSchema.describe('What computed'),
  executor: executorSchema,
  earlierParts: optional(
    z.array(computingSchema),
    'What computed earlier parts of the run, where it was something else, the first one first',
  ),
  data: z.strictObject({
    name: z.string().describe('The name of the data set'),
    pairs: bySplit(count).describe('Sentence pairs'),
    checksums: bySplit(sha256).describe('SHA-256 of the sentence pairs'),
    tooLong: count.describe('Training pairs left out because no batch has room for them'),
  }),
  vocabulary: z.strictObject({
    size: count.describe('Entries of the vocabulary'),
    checksum: sha256.describe('SHA-256 of its file'),
  }),
});

/** A corpus's BLEU, and what it is made of. */
const bleuSchema = z
  .strictObject({
    score: z.number().describe('BLEU, from 0 to 100'),
    precisions: z
      .array(z.number())
      .describe('Precision of n-grams of 1, 2, 3 and 4 words, in percent'),
    brevityPenalty: z.number().describe('From 0 to 1'),
    systemLength: count.describe('Words of the translations, as the tokenizer counts them'),
    referenceLength: count.describe('Words of the references'),
    signature: z.string().describe("sacreBLEU's signature: how this BLEU is computed"),
  })
  .meta({ id: 'Bleu', description: 'Corpus BLEU of translations found by evaluation.search' });

const step = count.describe('Steps done, counted from the start of the run');

const logPerplexity = z
  .number()
  .describe(
    'Mean negative log-likelihood of a target token of the development set, in nats, without ' +
      'label smoothing; its exponential is the perplexity',
  );

export const lossPointSchema = z.strictObject({
  step,
  loss: z
    .number()
    .describe('Mean training objective since the point before, in nats a target token'),
});

export const devPointSchema = z.strictObject({ step, logPerplexity });

export const devBleuPointSchema = z.strictObject({ step, bleu: bleuSchema });

const divergenceSchema = z
  .strictObject({
    cause: z
      .enum(Object.keys(DIVERGENCE_CAUSES) as DivergenceCause[])
      .describe(
        'What is no finite number: the loss of the step; a parameter or an entry of the ' +
          "optimiser's state after it; the log-perplexity of the development set after it. Or " +
          "aboveStart: the loss was above the first step's for as long as training.divergence allows",
      ),
    firstLoss: optional(
      z.number(),
      'Training objective of the first step, so of the untrained model, in nats a target token; ' +
        'absent where not even this was finite',
    ),
    lastLoss: z
      .strictObject({
        step,
        loss: z.number().describe('Training objective of this one step, in nats a target token'),
      })
      .optional()
      .describe('The last finite one'),
    lastDev: optional(devPointSchema, 'The last finite point of the development curve'),
  })
  .describe('Why a diverged run was given up, and the last finite values that it had');

const unigramSchema = z
  .strictObject({
    logPerplexity: z
      .number()
      .describe(
        "Log-perplexity of the development set under the training targets' unigram distribution, " +
          'in nats a token',
      ),
    tolerance: z.number().describe('How far below it a log-perplexity still counts as being at it'),
    plateaus: z
      .array(
        z.strictObject({
          from: step.describe('Step of its first point'),
          to: step.describe('Step of its last point'),
        }),
      )
      .describe('Every stretch of points of the development curve that are at it or above'),
    atEnd: z
      .boolean()
      .describe('Whether the last point is: the run has learned nothing else, or has lost it'),
  })
  .describe('How the development curve lies to what the frequency of symbols alone would give');

/** Averages of the parameters that were evaluated beside the parameters themselves. */
const averageSchema = z.strictObject({ logPerplexity, bleu: bleuSchema });

/** The record of one run: everything a table or a plot is made of. */
export const resultSchema = z.strictObject({
  format: z.literal(1).describe('The version of this format'),
  cell: cellSchema
    .optional()
    .describe('Where the run stands in an experiment; absent for a run that belongs to none'),
  status: z
    .enum(['completed', 'diverged'])
    .describe('diverged: the run was given up for the reason under training.divergence'),
  config: runConfigSchema.describe('The configuration of the run, complete'),
  provenance: provenanceSchema.describe('What the numbers were made with and from'),
  parameters: count.describe('Trained numbers of the model'),
  optimizerState: z
    .strictObject({
      elements: count.describe('Numbers'),
      bytes: count.describe('Bytes that they take'),
    })
    .describe('What the optimiser keeps between steps'),
  training: z.strictObject({
    steps: count.describe('Steps done'),
    divergedAt: optional(count, 'The step at which a diverged run was given up'),
    divergence: divergenceSchema.optional(),
    endedBy: optional(
      endReasonSchema,
      'What a completed run ended by: the last step of its schedule or of training.stopAt, or ' +
        'another limit of training.stopAt. With seconds it depends on the machine where it ends',
    ),
    sourceTokens: count.describe('Source tokens trained on, padding not counted'),
    targetTokens: count.describe('Target tokens trained on, padding not counted'),
    losses: z.array(lossPointSchema).describe('The training curve'),
  }),
  diagnostics: diagnosticsSchema.optional(),
  dev: z.array(devPointSchema).describe('The development curve'),
  unigram: unigramSchema.optional(),
  devBleu: optional(
    z.array(devBleuPointSchema),
    'BLEU of translations of the development set while training; only where ' +
      'evaluation.bleuEvery asks for it',
  ),
  test: z
    .strictObject({
      bleu: bleuSchema,
      permutationFloor: optional(
        z.number(),
        'BLEU of the same translations against the references in shuffled order, the mean of ' +
          'several shuffles: what translations score that do not look at the source; absent in ' +
          'older results',
      ),
      translations: optional(
        sha256,
        'SHA-256 of the file of translations beside this one; absent in results older than these',
      ),
    })
    .optional()
    .describe(
      'Translation of the test set with the parameters after the last step; absent where ' +
        'training diverged, and where evaluation.test is false',
    ),
  averages: z
    .strictObject({
      polyak: optional(averageSchema, 'The exponential average over the steps'),
      lastPoints: optional(averageSchema, 'The mean over the last points'),
    } satisfies Record<AverageKind, z.ZodType>)
    .optional()
    .describe('The same scores of averages of the parameters; only where averaging asks for them'),
  best: z
    .strictObject({ step, logPerplexity, bleu: bleuSchema })
    .optional()
    .describe(
      'The same scores of the parameters with the lowest log-perplexity of the development set, ' +
        'the first of equals; only where evaluation.best asks for them',
    ),
  timing: z
    .strictObject({
      finishedAt: z.iso.datetime().describe('When the result was made, in UTC'),
      trainingSeconds: z
        .number()
        .describe('Wall time of the training steps, in seconds; evaluation not counted'),
      tokensPerSecond: z
        .number()
        .describe('Source and target tokens trained on a second, padding not counted'),
      dev: z
        .array(
          z.strictObject({
            step,
            seconds: z.number().describe('Wall time of the training steps up to there, in seconds'),
          }),
        )
        .optional()
        .describe('When the run was at each point of the development curve'),
      testSeconds: optional(z.number(), 'Wall time of all scoring after the last step, in seconds'),
      peakMemoryBytes: count.describe('Largest resident memory of the last process, in bytes'),
    })
    .describe('Everything that differs between two runs of the same configuration'),
  sha256: optional(
    sha256,
    'SHA-256 of this file with zeros in the place of this value; absent from files of earlier versions',
  ),
});

export type RunResult = z.infer<typeof resultSchema>;

/** The parts of a result that are known when its run starts. */
const startSchema = resultSchema.pick({
  format: true,
  cell: true,
  config: true,
  provenance: true,
  parameters: true,
  optimizerState: true,
});

/**
 * `start` as it will stand in the result.
 *
 * @throws ZodError where no result can be written with it
 */
export function checkedStart(start: z.infer<typeof startSchema>): z.infer<typeof startSchema> {
  return startSchema.parse(start);
}
export type Bleu = z.infer<typeof bleuSchema>;
export type Cell = NonNullable<RunResult['cell']>;
export type Provenance = RunResult['provenance'];
export type Divergence = z.infer<typeof divergenceSchema>;
export type EndReason = NonNullable<RunResult['training']['endedBy']>;
