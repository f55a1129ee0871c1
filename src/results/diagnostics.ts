import { z } from 'zod';

const count = z.int().nonnegative();

export const optional = <T extends z.ZodType>(schema: T, description: string) =>
  schema.optional().describe(description);

const series = z
  .array(z.number().nullable())
  .meta({ id: 'Series', description: 'One value a measured step; null where it was not finite' });

const spread = z
  .strictObject({
    mean: series.describe('Mean over the tensors, each counting the same'),
    max: series.describe('Greatest over the tensors'),
  })
  .meta({ id: 'Spread', description: 'Over all parameter tensors' });

const unscaledRms = <T extends z.ZodType>(schema: T) =>
  optional(schema, 'RMS of g / sqrt(v), before clipping; absent where there is no second moment');

const clippedShare = <T extends z.ZodType>(schema: T) =>
  optional(schema, 'Share of the steps since the point before that clipped; absent where none can');

const signalToNoise = (means: string) =>
  optional(
    series,
    `Signal-to-noise ratio of the second moment about the means of its ${means}; absent where none ` +
      'is kept whole, or where it was not asked for',
  );

/** What is known of one parameter tensor; see `MEASUREMENTS` in `src/train/probe.ts`. */
export const tensorDiagnosticsSchema = z.strictObject({
  unscaledRms: unscaledRms(series),
  updateRms: series.describe('RMS of what was subtracted from the parameter'),
  parameterRms: series.describe('RMS of the parameter before that'),
  gradientNorm: series.describe('Euclidean norm of the gradient'),
  clippedShare: clippedShare(series),
  rowSignalToNoise: signalToNoise('rows'),
  columnSignalToNoise: signalToNoise('columns'),
});

export const diagnosticsSchema = z
  .strictObject({
    steps: z
      .array(count)
      .describe('The steps that were measured; every series has one value for each'),
    all: z
      .strictObject({
        tensors: count.describe('How many there are'),
        unscaledRms: unscaledRms(spread),
        updateRms: spread.describe('RMS of what was subtracted from the parameters'),
        gradientNorm: series.describe('Euclidean norm of all gradients together'),
        clippedShare: clippedShare(spread),
      })
      .describe('Over all parameter tensors'),
    kept: z
      .record(z.string(), tensorDiagnosticsSchema)
      .describe('Of the tensors that the configuration names, by name'),
  })
  .describe('The sizes of updates while a run trained, at intervals');

export type Diagnostics = z.infer<typeof diagnosticsSchema>;
export type TensorDiagnostics = z.infer<typeof tensorDiagnosticsSchema>;
