/**
 * What the benchmark of optimisers and its contestants say to each other, one JSON object a line: a
 * contestant reads its `OptimizerWorkload`, makes one update, and answers with what it is; then it
 * answers each `OptimizerRequest` with a turn, until its standard input ends.
 */
import type { NamedOptimizerConfig } from 'sublinear-optim';
import { z } from 'zod';

export type OptimizerWorkload = {
  /** Of the parameters, by name; gradients of the same shapes stay the same from step to step. */
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  /** Of which `factor` is the step size. */
  readonly optimizer: NamedOptimizerConfig;
  readonly seed: number;
};

export type OptimizerRequest = { readonly steps: number };

const milliseconds = z.number().positive();
const count = z.int().nonnegative();

export const optimizerReadySchema = z.strictObject({
  /** Such as `TensorFlow 2.21.0`. */
  library: z.string(),
  threads: count,
  parameters: count,
  /** Scalars that the optimiser keeps between steps. */
  stateElements: count,
  /** The first update with all that comes before it. */
  firstStepMs: milliseconds,
});

export type OptimizerReady = z.infer<typeof optimizerReadySchema>;

export const optimizerTurnSchema = z.strictObject({
  stepMs: z.array(milliseconds),
  /** The most memory that the process has had resident since it started. */
  peakMemoryBytes: count,
});

export type OptimizerTurn = z.infer<typeof optimizerTurnSchema>;
