import { open } from 'node:fs/promises';
import type { DatasetConfig } from '../../config/dataset-config.ts';
import { siteSeed, uniformFloats } from '../../ops/philox.ts';
import { lineBlocks } from '../text-files.ts';
import { trainVocabularyOnFile } from '../vocabulary-trainer.ts';
import { BLOCK_PAIRS } from './pair-blocks.ts';

/** Random numbers that are drawn at a time. */
const DRAWS = 4096;

/**
 * Picks `size` of `count` items, all sets alike, in one pass over them: Knuth, "The Art of Computer
 * Programming", volume 2, algorithm S. What is picked depends on the arguments only.
 *
 * @returns to be called once for each item in turn: whether it is picked
 */
export function sampler(count: number, size: number, seed: number): () => boolean {
  const site = siteSeed(seed, 'vocabulary sample');
  let draws: Float32Array = new Float32Array(0);
  let item = 0;
  let missing = Math.min(size, count);
  return () => {
    if (item % DRAWS === 0) draws = uniformFloats(DRAWS, [site, item / DRAWS]);
    const picked = draws[item % DRAWS]! * (count - item) < missing;
    item++;
    if (picked) missing--;
    return picked;
  };
}

/** Trains the vocabulary on a sample of clean text: both sides of each pair, a sentence a line. */
export async function trainOnSample(
  cleanText: string,
  pairs: number,
  { size, samplePairs, seed, characterCoverage }: DatasetConfig['vocabulary'],
  sample: string,
  model: string,
): Promise<void> {
  const picks = sampler(pairs, samplePairs, seed);
  const file = await open(sample, 'w');
  try {
    for await (const { bytes } of lineBlocks(cleanText, BLOCK_PAIRS)) {
      const lines = bytes.toString().split('\n');
      lines.pop();
      const picked = lines.filter(() => picks()).map((line) => `${line.replace('\t', '\n')}\n`);
      await file.writeFile(picked.join(''));
    }
  } finally {
    await file.close();
  }
  await trainVocabularyOnFile(sample, model, { size, characterCoverage });
}
