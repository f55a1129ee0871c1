import { z } from 'zod';
import { UserError } from '../errors.ts';
import type { Experiment } from './definition.ts';

/**
 * `figure:` of an experiment: a measurement of one parameter tensor over the steps of training,
 * beside what the paper's figure shows of it.
 */
export const figureSchema = z.strictObject({
  /** The tensor that is followed; the runs must keep its diagnostics. */
  tensor: z.string(),
  /** What the vertical axis is called. */
  label: z.string(),
  paper: z.strictObject({
    /** Steps from one point to the next; the first is at step 0. */
    every: z.int().positive(),
    /** RMS of the unscaled update at each point, by row. */
    curves: z.record(z.string(), z.array(z.number().positive()).min(1)),
  }),
});

export type Figure = z.infer<typeof figureSchema>;

/**
 * The figure that `experiment` describes.
 *
 * @throws UserError where it describes none, or the paper's curves are of rows that are not there
 */
export function requireFigure({ figure, rows }: Experiment, file: string): Figure {
  if (figure === undefined) {
    throw new UserError(
      `${file} describes no figure; experiments/figure1.yaml does, under figure:`,
    );
  }
  const unknown = Object.keys(figure.paper.curves).find((row) => rows[row] === undefined);
  if (unknown !== undefined) {
    throw new UserError(
      `${file}: figure.paper.curves.${unknown}: there is no row "${unknown}"; the rows are ` +
        Object.keys(rows).join(', '),
    );
  }
  return figure;
}
