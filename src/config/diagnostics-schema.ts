import { z } from 'zod';
import type { ModelConfig } from '../model/config.ts';
import { namesFitting, parameterNames } from '../model/parameters.ts';
import { requireFittingNames } from './fitting-names.ts';

/** `diagnostics:` of a configuration: the sizes of updates, measured within training steps. */
export const diagnosticsSchema = z.strictObject({
  every: z
    .int()
    .positive()
    .describe(
      'Steps from one measurement to the next, each at the first step whose batch has the length ' +
        'that most batches have; clipped updates are counted at every step',
    ),
  keep: z
    .array(z.string().min(1))
    .describe(
      'Parameter tensors whose series the result keeps beside the summary of all: names, or ' +
        'patterns in which * is a part of a name between slashes, and ** any parts',
    ),
  axes: z
    .boolean()
    .optional()
    .describe(
      'Whether to measure how well the means of rows and of columns represent each second moment ' +
        'that is kept whole; not unless given',
    ),
});

type DiagnosticsConfig = z.infer<typeof diagnosticsSchema>;

/**
 * The parameter tensors that a result file is to keep.
 *
 * @throws UserError where a pattern fits none of the model's
 */
export function keptTensors({ keep }: DiagnosticsConfig, model: ModelConfig): string[] {
  const names = parameterNames(model);
  requireFittingNames('diagnostics.keep', keep, names);
  return namesFitting(keep, names);
}
