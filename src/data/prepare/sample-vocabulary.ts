import { open } from 'node:fs/promises';
import type { DatasetConfig } from '../../config/dataset-config.ts';
import { lineBlocks } from '../line-blocks.ts';
import { trainVocabularyOnFile } from '../vocabulary-trainer.ts';
import { BLOCK_PAIRS } from './blocks.ts';
import { sampler } from './sample.ts';

/** Trains the vocabulary on a sample of clean text: both sides of each pair, a sentence a line. */
export async function trainOnSample(
  cleanText: string,
  pairs: number,
  { size, samplePairs, seed, characterCoverage }: DatasetConfig['vocabulary'],
  sample: string,
  model: string,
): Promise<void> {
  const picks = sampler(pairs, samplePairs, seed);
  const decoder = new TextDecoder();
  const file = await open(sample, 'w');
  try {
    for await (const { bytes } of lineBlocks(cleanText, BLOCK_PAIRS)) {
      const lines = decoder.decode(bytes).split('\n');
      lines.pop();
      const picked = lines.filter(() => picks()).map((line) => `${line.replace('\t', '\n')}\n`);
      await file.writeFile(picked.join(''));
    }
  } finally {
    await file.close();
  }
  await trainVocabularyOnFile(sample, model, { size, characterCoverage });
}
