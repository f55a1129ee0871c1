/** What is used of jStat, which brings no types of its own. */
declare module 'jstat' {
  const jStat: {
    readonly studentt: {
      /** The quantile at `p` of Student's distribution with `dof` degrees of freedom. */
      inv(p: number, dof: number): number;
    };
    readonly normal: {
      /** The quantile at `p` of the normal distribution. */
      inv(p: number, mean: number, deviation: number): number;
    };
  };
  export = jStat;
}
