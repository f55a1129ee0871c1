import { bisectRight } from 'd3-array';
import type { PairSource } from '../packing.ts';
import type { Shard, ShardEntry } from './shard-reader.ts';

/** The pairs of `shards` that need more than `shorter` positions, and at most `longest`. */
export function shardPairs(shards: readonly Shard[], shorter: number, longest: number): PairSource {
  const entries: { shard: Shard; entry: ShardEntry }[] = [];
  /** Of each entry, the number of its first pair. */
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
  const placeOf = (pair: number) => bisectRight(firsts, pair) - 1;
  return {
    count,
    lengths: (pair) => {
      const { sourceTokens, targetTokens } = entries[placeOf(pair)]!.entry;
      return { source: sourceTokens, target: targetTokens };
    },
    read: (pair) => {
      const place = placeOf(pair);
      const { shard, entry } = entries[place]!;
      return shard.read(entry, pair - firsts[place]!);
    },
  };
}
