import { z } from 'zod';

/**
 * `figure:` of an experiment: the RMS of the unscaled updates of one parameter tensor over the steps,
 * beside what the paper's Figure 1 shows of it.
 */
export const figureSchema = z.strictObject({
  /** The tensor that is followed; the runs must keep its diagnostics. */
  tensor: z.string(),
  /** What the vertical axis is called. */
  label: z.string(),
  paper: z.strictObject({
    /** Steps from one point to the next; the first is at step 0. */
    every: z.int().positive(),
    /** The size of the update at each point, by row. */
    curves: z.record(z.string(), z.array(z.number().positive()).min(1)),
  }),
});

export type Figure = z.infer<typeof figureSchema>;
