/** Pairs that need the same number of positions. */
export type LengthCount = {
  /** Positions: the longer side and its end symbol. */
  readonly length: number;
  readonly pairs: number;
  /** Tokens of both sides, control symbols included. */
  readonly tokens: number;
};

/** Row lengths, and the positions that the pairs take in them. */
type Plan = { readonly lengths: number[]; readonly positions: number };

/**
 * The lengths, at most `shapes`, that rows are best padded to: those with the fewest positions over
 * all pairs, by dynamic programming over the longest pair of each shape.
 *
 * @param counts rising by length
 */
export function bestLengths(counts: readonly LengthCount[], shapes: number): number[] {
  const pairsUpTo = [0];
  for (const { pairs } of counts) pairsUpTo.push(pairsUpTo.at(-1)! + pairs);
  /** `plan`, of the counts before `first`, with a shape for those from there to before `end`. */
  const extended = ({ lengths, positions }: Plan, first: number, end: number): Plan => {
    const { length } = counts[end - 1]!;
    const more = (pairsUpTo[end]! - pairsUpTo[first]!) * length;
    return { lengths: [...lengths, length], positions: positions + more };
  };
  const none: Plan = { lengths: [], positions: 0 };
  /** The best plan of the counts before each end, in the shapes so far. */
  let plans = [none, ...counts.map((_, i) => extended(none, 0, i + 1))];
  for (let used = 1; used < Math.min(shapes, counts.length); used++) {
    plans = plans.map((before, end) => {
      let best = before;
      for (let first = 1; first < end; first++) {
        const plan = extended(plans[first]!, first, end);
        if (plan.positions < best.positions) best = plan;
      }
      return best;
    });
  }
  return plans.at(-1)!.lengths;
}
