import type { PairSource } from '../packing.ts';
import type { Shard, ShardEntry } from './shard-reader.ts';

/** The last place at which `rising` is not above `value`. */
function lastNotAbove(rising: readonly number[], value: number): number {
  let low = 0;
  let high = rising.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (rising[middle]! <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The pairs of `shards` that need more than `shorter` positions, and at most `longest`. */
export function shardPairs(shards: readonly Shard[], shorter: number, longest: number): PairSource {
  const entries: { shard: Shard; entry: ShardEntry }[] = [];
  const firsts: number[] = [];
  let count = 0;
  for (const shard of shards) {
    for (const entry of shard.entries) {
      // With the end symbol.
      const needed = Math.max(entry.sourceTokens, entry.targetTokens) + 1;
      if (needed <= shorter || needed > longest) continue;
      entries.push({ shard, entry });
      firsts.push(count);
      count += entry.pairs;
    }
  }
  const placeOf = (pair: number) => {
    const place = lastNotAbove(firsts, pair);
    return { ...entries[place]!, number: pair - firsts[place]! };
  };
  return {
    count,
    lengths: (pair) => {
      const { sourceTokens, targetTokens } = entries[lastNotAbove(firsts, pair)]!.entry;
      return { source: sourceTokens, target: targetTokens };
    },
    read: (pair) => {
      const { shard, entry, number } = placeOf(pair);
      return shard.read(entry, number);
    },
  };
}
