/*
 * Writes a corpus of the generator.
 *
 *   tsx main.ts FILE            the corpus of seed 1 as one gzip file: source, tab, target
 *   tsx main.ts FOLDER SEED     that of another seed as plain text, a file for each split and language
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { builtinCorpus, type SentencePair } from './corpus.ts';

const GZIP_LEVEL = 9;

function writePairs(file: string): void {
  const { train, dev, test } = builtinCorpus();
  const lines = [...train, ...dev, ...test].map(({ source, target }) => `${source}\t${target}\n`);
  writeFileSync(file, gzipSync(lines.join(''), { level: GZIP_LEVEL }));
}

function writeText(folder: string, seed: number): void {
  mkdirSync(folder, { recursive: true });
  for (const [split, pairs] of Object.entries(builtinCorpus({ seed }))) {
    const write = (language: string, side: keyof SentencePair) =>
      writeFileSync(
        join(folder, `${split}.${language}`),
        pairs.map((pair) => `${pair[side]}\n`).join(''),
      );
    write('en', 'source');
    write('de', 'target');
  }
}

const [path, seed] = process.argv.slice(2);
const wellFormed = path !== undefined && (seed === undefined || /^\d{1,15}$/.test(seed));
if (!wellFormed) {
  console.error('usage: main.ts FILE, or main.ts FOLDER SEED, where SEED is a whole number');
  process.exitCode = 2;
} else if (seed === undefined) {
  writePairs(path);
} else {
  writeText(path, Number(seed));
}
