/** Encodes blocks of clean training text, in a worker thread. */
import { Tinypool } from 'tinypool';
import type { TokenPairs } from '../shards/shard-writer.ts';
import { loadVocabulary } from '../vocabulary.ts';

/** What every block is encoded by. */
export type EncodeSettings = { readonly vocabulary: string };

const vocabulary = await loadVocabulary((Tinypool.workerData as EncodeSettings).vocabulary);
const decoder = new TextDecoder();

/** @param text a line for each pair: source, tab, target */
export function encodeBlock(text: Uint8Array): TokenPairs {
  const tokens: number[] = [];
  const lengths: number[] = [];
  const lines = decoder.decode(text).split('\n');
  lines.pop();
  for (const line of lines) {
    const tab = line.indexOf('\t');
    for (const sentence of [line.slice(0, tab), line.slice(tab + 1)]) {
      const ids = vocabulary.encode(sentence);
      for (const id of ids) tokens.push(id);
      lengths.push(ids.length);
    }
  }
  return { tokens: Uint32Array.from(tokens), lengths: Uint16Array.from(lengths) };
}
