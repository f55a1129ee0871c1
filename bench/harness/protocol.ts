import { z } from 'zod';

export const milliseconds = z.number().positive();
export const count = z.int().positive();

/** What every contestant says of itself. */
export const readyParts = {
  /** Such as `TensorFlow 2.21.0`. */
  library: z.string(),
  threads: count,
};

/** What every turn ends with. */
export const turnParts = {
  /** The most memory that the process has had resident since it started. */
  peakMemoryBytes: count,
};
