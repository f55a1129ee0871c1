import { join } from 'node:path';
import { type TokenPairs, writeShard } from '../shards/shard-writer.ts';
import { lineBlocks } from '../text-files.ts';
import type { EncodeSettings } from './encode-worker.ts';
import type { Manifest } from './manifest.ts';
import { BLOCK_PAIRS } from './pair-blocks.ts';
import { startWorkers } from './worker-pool.ts';

/** Pairs of a shard: some 15 MB, sorted in memory. */
const SHARD_PAIRS = 1 << 17;

/** The pairs of several blocks, one after the other. */
function joined(blocks: readonly TokenPairs[]): TokenPairs {
  const sizeOf = (part: keyof TokenPairs) =>
    blocks.reduce((total, block) => total + block[part].length, 0);
  const tokens = new Uint32Array(sizeOf('tokens'));
  const lengths = new Uint16Array(sizeOf('lengths'));
  let tokensAt = 0;
  let lengthsAt = 0;
  for (const block of blocks) {
    tokens.set(block.tokens, tokensAt);
    lengths.set(block.lengths, lengthsAt);
    tokensAt += block.tokens.length;
    lengthsAt += block.lengths.length;
  }
  return { tokens, lengths };
}

/**
 * Encodes clean text into shards in `folder`.
 *
 * @param progress told how many pairs are done
 * @returns what the manifest says of it
 */
export async function encodeShards(
  cleanText: string,
  vocabulary: { readonly path: string; readonly size: number; readonly checksum: string },
  folder: string,
  threads: number,
  progress: (pairs: number) => void,
): Promise<Pick<Manifest, 'shards'> & Pick<Manifest['train'], 'sourceTokens' | 'targetTokens'>> {
  const settings: EncodeSettings = { vocabulary: vocabulary.path };
  const workers = startWorkers('encodeBlock', settings, threads);
  const shards: Manifest['shards'] = [];
  let sourceTokens = 0;
  let targetTokens = 0;
  let waiting: TokenPairs[] = [];
  let waitingPairs = 0;
  let done = 0;
  const flush = () => {
    const pairs = joined(waiting);
    for (let i = 0; i < pairs.lengths.length; i += 2) {
      sourceTokens += pairs.lengths[i]!;
      targetTokens += pairs.lengths[i + 1]!;
    }
    const file = `train-${String(shards.length).padStart(5, '0')}.shard`;
    shards.push({ file, ...writeShard(join(folder, file), pairs, vocabulary) });
    waiting = [];
    waitingPairs = 0;
  };
  const texts = (async function* () {
    for await (const { bytes } of lineBlocks(cleanText, BLOCK_PAIRS)) yield bytes;
  })();
  try {
    for await (const block of workers.map<Uint8Array, TokenPairs>(texts)) {
      const pairs = block.lengths.length / 2;
      waiting.push(block);
      waitingPairs += pairs;
      done += pairs;
      // Blocks are whole, so shards are, too: how many workers there are changes nothing.
      if (waitingPairs >= SHARD_PAIRS) flush();
      progress(done);
    }
    if (waitingPairs > 0) flush();
  } finally {
    await workers.close();
  }
  return { shards, sourceTokens, targetTokens };
}
