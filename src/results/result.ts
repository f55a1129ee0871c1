import { z } from 'zod';
import { runConfigSchema } from '../config/run-config.ts';

const count = z.int().nonnegative();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const bySplit = <T extends z.ZodType>(schema: T) =>
  z.strictObject({ train: schema, dev: schema, test: schema });

/** Where a run stands in an experiment. */
const cellSchema = z.strictObject({ experiment: z.string(), row: z.string(), arm: z.string() });

const provenanceSchema = z.strictObject({
  /** This package's version, and the git commit with `-dirty` where files had changed. */
  version: z.string(),
  commit: z.string(),
  /** The commits that earlier parts of the run were done with, where they were others. */
  earlierCommits: z.array(z.string()).optional(),
  node: z.string(),
  backend: z.strictObject({
    name: z.string(),
    device: z.string(),
    threads: count,
    tfjs: z.string(),
    library: z.string(),
    reason: z.string(),
  }),
  /** How programs ran: operation by operation, or traced into graphs. */
  executor: z.enum(['eager', 'graph']),
  data: z.strictObject({
    name: z.string(),
    pairs: bySplit(count),
    checksums: bySplit(sha256),
    /** Training pairs left out because no batch has room for them. */
    tooLong: count,
  }),
  vocabulary: z.strictObject({ size: count, checksum: sha256 }),
});

const bleuSchema = z.strictObject({
  score: z.number(),
  precisions: z.array(z.number()),
  brevityPenalty: z.number(),
  systemLength: count,
  referenceLength: count,
  signature: z.string(),
});

/** Averages of the parameters that were evaluated beside the parameters themselves. */
const averageSchema = z.strictObject({ logPerplexity: z.number(), bleu: bleuSchema });

/** The record of one run: everything a table or a plot is made of. */
export const resultSchema = z.strictObject({
  format: z.literal(1),
  /** Absent for a run that belongs to no experiment. */
  cell: cellSchema.optional(),
  /** `diverged`: the loss stopped being a finite number, and training ended there. */
  status: z.enum(['completed', 'diverged']),
  config: runConfigSchema,
  provenance: provenanceSchema,
  parameters: count,
  /** What the optimiser keeps between steps. */
  optimizerState: z.strictObject({ elements: count, bytes: count }),
  training: z.strictObject({
    steps: count,
    /** The step whose loss, or the log-perplexity after it, is no finite number. */
    divergedAt: count.optional(),
    sourceTokens: count,
    targetTokens: count,
    /** Training objective, nats a token, mean over the steps since the point before. */
    losses: z.array(z.strictObject({ step: count, loss: z.number() })),
  }),
  /** Log-perplexity of the development set, nats a token. */
  dev: z.array(z.strictObject({ step: count, logPerplexity: z.number() })),
  /** Translation of the test set; absent when the run diverged. */
  test: z
    .strictObject({
      bleu: bleuSchema,
      /** Checksum of the translations beside this file; absent in results older than these. */
      translations: sha256.optional(),
    })
    .optional(),
  /** The same scores of averages of the parameters; see `AveragingConfig`. */
  averages: z
    .strictObject({ polyak: averageSchema.optional(), lastPoints: averageSchema.optional() })
    .optional(),
  /** Everything that differs between two runs of the same configuration. */
  timing: z.strictObject({
    finishedAt: z.iso.datetime(),
    trainingSeconds: z.number(),
    /** Source and target tokens, padding not counted. */
    tokensPerSecond: z.number(),
    testSeconds: z.number().optional(),
    peakMemoryBytes: count,
  }),
});

export type RunResult = z.infer<typeof resultSchema>;
export type Bleu = z.infer<typeof bleuSchema>;
export type Cell = NonNullable<RunResult['cell']>;
export type Provenance = RunResult['provenance'];
