import { join } from 'node:path';
import { lineBlocks } from '../line-blocks.ts';
import { writeShard } from '../shards/shard-writer.ts';
import { BLOCK_PAIRS } from './blocks.ts';
import type { EncodedBlock, EncodeSettings } from './encode-worker.ts';
import type { Manifest } from './manifest.ts';
import { startWorkers } from './worker-pool.ts';

/** Pairs of a shard: some 15 MB, sorted in memory. */
const SHARD_PAIRS = 1 << 17;

/** What the manifest says of encoded text. */
export type Encoded = Pick<Manifest, 'shards'> &
  Pick<Manifest['train'], 'sourceTokens' | 'targetTokens'>;

/**
 * Encodes clean text into shards in `folder`.
 *
 * @param progress told how many pairs are done
 */
export async function encodeShards(
  cleanText: string,
  vocabulary: { readonly path: string; readonly size: number; readonly checksum: string },
  folder: string,
  threads: number,
  progress: (pairs: number) => void,
): Promise<Encoded> {
  const settings: EncodeSettings = { vocabulary: vocabulary.path };
  const workers = startWorkers('encodeBlock', settings, threads);
  const shards: Manifest['shards'] = [];
  const totals = { sourceTokens: 0, targetTokens: 0 };
  let waiting: EncodedBlock[] = [];
  let waitingPairs = 0;
  let done = 0;
  const flush = () => {
    const tokens = new Uint32Array(
      waiting.reduce((total, block) => total + block.tokens.length, 0),
    );
    const lengths = new Uint16Array(2 * waitingPairs);
    let tokensAt = 0;
    let lengthsAt = 0;
    for (const block of waiting) {
      tokens.set(block.tokens, tokensAt);
      lengths.set(block.lengths, lengthsAt);
      tokensAt += block.tokens.length;
      lengthsAt += block.lengths.length;
    }
    for (let i = 0; i < lengths.length; i += 2) {
      totals.sourceTokens += lengths[i]!;
      totals.targetTokens += lengths[i + 1]!;
    }
    const file = `train-${String(shards.length).padStart(5, '0')}.shard`;
    shards.push({ file, ...writeShard(join(folder, file), { tokens, lengths }, vocabulary) });
    waiting = [];
    waitingPairs = 0;
  };
  const texts = (async function* () {
    for await (const { bytes } of lineBlocks(cleanText, BLOCK_PAIRS)) yield bytes;
  })();
  try {
    for await (const block of workers.map<Uint8Array, EncodedBlock>(texts)) {
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
  return { shards, ...totals };
}
