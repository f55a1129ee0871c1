import { z } from 'zod';
import { UserError } from '../errors.ts';
import type { ModelConfig } from '../model/config.ts';
import { namePatterns, namesFitting } from '../model/parameter-patterns.ts';
import { parameterNames } from '../model/parameters.ts';

/** `diagnostics:` of a configuration: the sizes of updates, measured within training steps. */
export const diagnosticsSchema = z.strictObject({
  /**
   * A measurement is taken once in so many steps, at the first one whose batch has the length
   * that most batches have. Clipped updates are counted at every step.
   */
  every: z.int().positive(),
  /**
   * Parameter tensors whose series the result file keeps beside the summary of all of them: names,
   * or patterns in which * stands for a part of a name between slashes, and ** for any parts.
   */
  keep: z.array(z.string().min(1)),
  /**
   * Whether to measure how well the means of rows and of columns stand for each second moment that is
   * kept whole; see `src/train/axis-signal.ts`.
   */
  axes: z.boolean().optional(),
});

export type DiagnosticsConfig = z.infer<typeof diagnosticsSchema>;

/**
 * The parameter tensors that a result file is to keep.
 *
 * @throws UserError where a pattern fits none of the model's
 */
export function keptTensors({ keep }: DiagnosticsConfig, model: ModelConfig): string[] {
  const names = parameterNames(model);
  const idle = keep.find((pattern) => namesFitting([pattern], names).length === 0);
  if (idle !== undefined) {
    throw new UserError(
      `diagnostics.keep: "${idle}" fits no parameter of the model; there are ` +
        namePatterns(names).join(', '),
    );
  }
  return namesFitting(keep, names);
}
