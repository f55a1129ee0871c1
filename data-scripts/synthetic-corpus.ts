// `node --import tsx data-scripts/synthetic-corpus.ts --help`: text to measure data preparation with.

import { once } from 'node:events';
import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import yargs from 'yargs';
import { normalFloats, siteSeed, uniformFloats } from '../src/ops/philox.ts';

/*
 * Invented words with what preparation depends on like WMT14's: sentence lengths (log-normal, median
 * 21 words, mean about 25), translations a little shorter or longer, word frequencies that fall as
 * Zipf's law has it, an endless tail of rare words, capitals, punctuation and umlauts. It means
 * nothing and is good for nothing but timing.
 */

const MEDIAN_WORDS = 21;
const LENGTH_SPREAD = 0.6;
const RATIO_SPREAD = 0.15;
const MOST_WORDS = 150;
const KNOWN_WORDS = 400_000;
/** Part of the words that are seen once or twice: names, numbers, compounds. */
const RARE = 0.01;

const ONSETS = [...'b d f g h k l m n p r s t v w st tr pl br'.split(' '), ''];
const VOWELS: Readonly<Record<string, readonly string[]>> = {
  en: ['a', 'e', 'i', 'o', 'u', 'ea', 'ou', 'ai', 'ee', 'io'],
  de: ['a', 'e', 'i', 'o', 'u', 'ei', 'ie', 'ä', 'ö', 'ü'],
};
const CODAS: Readonly<Record<string, readonly string[]>> = {
  en: ['', '', 'n', 's', 't', 'r', 'ng', 'ck', 'd', 'ly'],
  de: ['', '', 'n', 'en', 't', 'r', 'ung', 'ch', 'er', 'ß'],
};
const SYLLABLES = ONSETS.length * 10 * 10;

/** The word with a rank: frequent words are short. */
function word(rank: number, language: string): string {
  let left = rank;
  let text = '';
  do {
    const syllable = left % SYLLABLES;
    text +=
      ONSETS[syllable % ONSETS.length]! +
      VOWELS[language]![Math.floor(syllable / ONSETS.length) % 10]! +
      CODAS[language]![Math.floor(syllable / (ONSETS.length * 10))]!;
    left = Math.floor(left / SYLLABLES);
  } while (left > 0);
  // German writes its nouns with capitals.
  return rank % (language === 'de' ? 3 : 40) === 0 ? text[0]!.toUpperCase() + text.slice(1) : text;
}

function sentence(length: number, language: string, draws: Float32Array, start: number): string {
  const words = Array.from({ length }, (_, i) => {
    const draw = draws[(start + i) % draws.length]!;
    if (draw < RARE) return word(KNOWN_WORDS + Math.floor((draw / RARE) * 1e8), language);
    // Zipf's law with exponent 1: ranks are uniform in their logarithm.
    const rank = Math.floor(KNOWN_WORDS ** ((draw - RARE) / (1 - RARE)));
    return i > 0 && i % 11 === 0 ? `${word(rank, language)},` : word(rank, language);
  });
  const text = words.join(' ');
  return `${text[0]!.toUpperCase()}${text.slice(1)}.`;
}

async function write(folder: string, split: string, pairs: number, seed: number): Promise<void> {
  const files = ['en', 'de'].map((language) => ({
    language,
    stream: createWriteStream(join(folder, `${split}.${language}`)),
  }));
  const block = 1000;
  for (let first = 0; first < pairs; first += block) {
    const count = Math.min(block, pairs - first);
    const key = (site: string) => [siteSeed(seed, `${split} ${site}`), first / block] as const;
    const normal = normalFloats(2 * count, key('lengths'));
    for (const { language, stream } of files) {
      const draws = uniformFloats(count * 40, key(language));
      let text = '';
      for (let i = 0; i < count; i++) {
        const ratio = language === 'de' ? Math.exp(RATIO_SPREAD * normal[2 * i + 1]!) : 1;
        const words = MEDIAN_WORDS * Math.exp(LENGTH_SPREAD * normal[2 * i]!) * ratio;
        const length = Math.min(MOST_WORDS, Math.max(1, Math.round(words)));
        text += `${sentence(length, language, draws, i * 40)}\n`;
      }
      if (!stream.write(text)) await once(stream, 'drain');
    }
  }
  for (const { stream } of files) {
    stream.end();
    await once(stream, 'finish');
  }
}

const { folder, pairs, seed } = yargs(process.argv.slice(2))
  .scriptName('synthetic-corpus')
  .usage(
    '$0\n\nWrites invented parallel text of WMT14-like lengths: train, dev and test, .en and .de.',
  )
  .option('folder', { type: 'string', demandOption: true, describe: 'Receives the files' })
  .option('pairs', { type: 'number', default: 500_000, describe: 'Training pairs' })
  .option('seed', { type: 'number', default: 1, describe: 'The same seed gives the same text' })
  .strict()
  .version(false)
  .parseSync();
mkdirSync(folder, { recursive: true });
await write(folder, 'train', pairs, seed);
await write(folder, 'dev', 2000, seed);
await write(folder, 'test', 2000, seed);
