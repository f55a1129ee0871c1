/**
 * The averages of the parameters over the steps that may be evaluated beside the parameters: the
 * exponential one, and the mean over the last points.
 */
export const AVERAGE_KINDS = ['polyak', 'lastPoints'] as const;

export type AverageKind = (typeof AVERAGE_KINDS)[number];
