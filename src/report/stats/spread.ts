import { deviation, mean } from 'd3-array';

/** How several measurements of one thing lie. */
export type Spread = {
  readonly n: number;
  readonly mean: number;
  /** Of the sample, dividing by n - 1; undefined for one value. */
  readonly standardDeviation: number | undefined;
  readonly least: number;
  readonly most: number;
};

/** The spread of `values`, or undefined where there is none. */
export function spreadOf(values: readonly number[]): Spread | undefined {
  if (values.length === 0) return undefined;
  return {
    n: values.length,
    mean: mean(values)!,
    standardDeviation: deviation(values),
    least: Math.min(...values),
    most: Math.max(...values),
  };
}
