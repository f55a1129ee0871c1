import jStat from 'jstat';

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
    mean: jStat.mean(values),
    standardDeviation: values.length > 1 ? jStat.stdev(values, true) : undefined,
    least: Math.min(...values),
    most: Math.max(...values),
  };
}

/** A standard deviation within groups, and how much it rests on. */
export type PooledSpread = {
  readonly standardDeviation: number;
  readonly degreesOfFreedom: number;
  /** How many groups it is from. */
  readonly groups: number;
};

/**
 * The standard deviation within groups of two values or more, as one-way analysis of variance pools
 * it; undefined where no group has two.
 */
export function pooledSpread(groups: readonly (readonly number[])[]): PooledSpread | undefined {
  const several = groups.filter(({ length }) => length > 1);
  if (several.length === 0) return undefined;
  return {
    standardDeviation: Math.sqrt(jStat.pooledvariance(several)),
    degreesOfFreedom: several.flat().length - several.length,
    groups: several.length,
  };
}
