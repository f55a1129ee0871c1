/** Pairs that need the same number of positions. */
export type LengthCount = {
  /** Positions: the longer side and its end symbol. */
  readonly length: number;
  readonly pairs: number;
  /** Tokens of both sides, control symbols included. */
  readonly tokens: number;
};

/**
 * The lengths, at most `shapes`, that rows are best padded to: those with the fewest positions over
 * all pairs, by dynamic programming over the longest pair of each shape.
 *
 * @param counts rising by length
 */
export function bestLengths(counts: readonly LengthCount[], shapes: number): number[] {
  const pairsUpTo = [0];
  for (const { pairs } of counts) pairsUpTo.push(pairsUpTo.at(-1)! + pairs);
  /** Positions where the counts from `first` to before `end` share a shape. */
  const cost = (first: number, end: number) =>
    (pairsUpTo[end]! - pairsUpTo[first]!) * counts[end - 1]!.length;
  // fewest[end]: positions of the counts before `end` in the shapes so far; starts: where the last began.
  let fewest = counts.map((_, i) => cost(0, i + 1));
  fewest.unshift(0);
  const starts: number[][] = [new Array<number>(counts.length + 1).fill(0)];
  for (let used = 1; used < Math.min(shapes, counts.length); used++) {
    const start = new Array<number>(counts.length + 1).fill(0);
    fewest = fewest.map((before, end) => {
      let least = before;
      start[end] = starts[used - 1]![end]!;
      let found = false;
      for (let first = used; first < end; first++) {
        const total = fewest[first]! + cost(first, end);
        if (total >= least) continue;
        least = total;
        start[end] = first;
        found = true;
      }
      if (!found) start[end] = -1;
      return least;
    });
    starts.push(start);
  }
  const lengths: number[] = [];
  let end = counts.length;
  for (let used = starts.length - 1; used >= 0 && end > 0; used--) {
    const start = starts[used]![end]!;
    // Another shape would have saved nothing here.
    if (start < 0) continue;
    lengths.unshift(counts[end - 1]!.length);
    end = start;
  }
  return lengths;
}
