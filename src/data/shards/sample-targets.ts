import { join } from 'node:path';
import type { Manifest } from '../prepare/manifest.ts';
import { openShard } from './shard-reader.ts';

/**
 * Pairs that are read at most: some two million tokens, in about a second. With 32,000 symbols that
 * is enough to know a distribution's entropy to a hundredth of a nat.
 */
const SAMPLED_PAIRS = 100_000;

/**
 * The target sides of pairs that lie evenly over all shards of a prepared corpus, as token ids; of
 * all pairs where there are no more. Within a shard pairs are in the order of length, so every
 * length has its share. The same corpus gives the same sample.
 *
 * @throws UserError where a shard is missing or damaged
 */
export function* sampleTargets(
  folder: string,
  shards: Manifest['shards'],
  sampled = SAMPLED_PAIRS,
): Generator<readonly number[]> {
  const pairs = shards.reduce((total, shard) => total + shard.pairs, 0);
  const count = Math.min(sampled, pairs);
  const place = (taken: number) => Math.floor((taken * pairs) / count);
  let taken = 0;
  let before = 0;
  for (const { file } of shards) {
    const shard = openShard(join(folder, file));
    try {
      for (const entry of shard.entries) {
        const end = before + entry.pairs;
        for (; place(taken) < end; taken++) {
          yield shard.read(entry, place(taken) - before).target;
        }
        before = end;
      }
    } finally {
      shard.close();
    }
  }
}
