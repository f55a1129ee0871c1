import { least } from 'd3-array';
import { z } from 'zod';
import { tensorDiagnosticsSchema } from '../results/diagnostics.ts';
import { devBleuPointSchema, devPointSchema, lossPointSchema } from '../results/result.ts';

const count = z.int().nonnegative();

/** The earlier losses, as `recordSteps` needs them to judge the next one. */
const lossWatchSchema = z.strictObject({
  /** Loss of the first step, and of the last one that was read. */
  first: z.number(),
  last: z.number(),
  /** Steps in a row, up to the last one, with a loss above the first one's. */
  aboveFirst: count,
});

/**
 * The `MEASUREMENTS` of a step, with the clipped steps as a share. Each column has one value for
 * each parameter tensor, in the model's order; in a result it has one for each step.
 */
export const diagnosticsPointSchema = z.strictObject({
  step: z.int().positive(),
  ...tensorDiagnosticsSchema.shape,
});

/**
 * What training knows of itself after a step, apart from tensors. With these and the tensors of a
 * checkpoint it goes on as if it had never stopped: the position in the data and of the random
 * numbers follow from the step.
 */
export const trainingRecordSchema = z.strictObject({
  /** Steps done. */
  step: count,
  losses: z.array(lossPointSchema),
  dev: z.array(devPointSchema),
  /** Checkpoints from before there was such a curve have none. */
  devBleu: z.array(devBleuPointSchema).default([]),
  /** Wall time of the training steps up to each point of `dev`; absent where older ones have none. */
  devTimes: z.array(z.strictObject({ step: count, seconds: z.number().nonnegative() })).optional(),
  /** Measured steps; absent in a run that measures none. */
  diagnostics: z.array(diagnosticsPointSchema).optional(),
  /** The losses of the steps since the last point of the curve. */
  pending: z.array(z.number()),
  /** Absent before the first step. */
  watch: lossWatchSchema.optional(),
  sourceTokens: count,
  targetTokens: count,
  /** Wall time of the training steps, evaluation not counted. */
  seconds: z.number().nonnegative(),
});

export type LossPoint = z.infer<typeof lossPointSchema>;
export type DevPoint = z.infer<typeof devPointSchema>;
export type DevBleuPoint = z.infer<typeof devBleuPointSchema>;
export type LossWatch = z.infer<typeof lossWatchSchema>;
export type DiagnosticsPoint = z.infer<typeof diagnosticsPointSchema>;
export type TrainingRecord = z.infer<typeof trainingRecordSchema>;

export const START: TrainingRecord = {
  step: 0,
  losses: [],
  dev: [],
  devBleu: [],
  pending: [],
  sourceTokens: 0,
  targetTokens: 0,
  seconds: 0,
};

/** The point with the lowest log-perplexity, the first of equals. */
export const bestPoint = (dev: readonly DevPoint[]): DevPoint | undefined =>
  least(dev, ({ logPerplexity }) => logPerplexity);
