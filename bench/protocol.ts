/**
 * What the benchmark and its contestants say to each other, one JSON object a line. A contestant
 * reads its `Workload`, does the first step, and answers `Ready`; then it answers each `Request`
 * with a `Turn`, until its standard input ends.
 */
import { z } from 'zod';

const milliseconds = z.number().positive();
const count = z.int().positive();

export const readySchema = z.strictObject({
  /** Such as `TensorFlow 2.21.0`. */
  library: z.string(),
  /** The processor or GPU; the peer leaves it out, as it computes on the processor. */
  device: z.string().optional(),
  threads: count,
  /** Scalar parameters of the model. */
  parameters: count,
  /** The first step with all that comes before it: tracing, and opening a session. */
  firstStepMs: milliseconds,
  firstLoss: z.number(),
});

export type Ready = z.infer<typeof readySchema>;

export type Request = { readonly steps: number };

export const turnSchema = z.strictObject({
  /** Each step's time, until its loss is known. */
  stepMs: z.array(milliseconds),
  /** Null where a loss is no number. */
  losses: z.array(z.number().nullable()),
  /** 10^9 floating-point operations a second in a product of two 1024 x 1024 matrices. */
  productGigaflops: z.number().positive(),
  /** The most memory that the process has had resident since it started. */
  peakMemoryBytes: count,
});

export type Turn = z.infer<typeof turnSchema>;
