import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { encodePairs } from './examples.ts';
import type { Vocabulary } from './vocabulary.ts';

let cache: string;
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'sublinear-encoded-'));
  vi.stubEnv('SUBLINEAR_CACHE', cache);
  vi.resetModules();
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(cache, { recursive: true });
});

const PAIRS = [
  { source: 'one two', target: 'eins' },
  { source: '', target: 'zwei drei vier' },
  { source: 'five', target: '' },
];

/** Words become their lengths. */
const encode = vi.fn((text: string) => text.split(' ').map((word) => word.length));
const vocabulary = { checksum: 'a', encode } as unknown as Vocabulary;

it('gives what encodePairs gives, and encodes a text with a vocabulary once', async () => {
  const { encodePairsOnce } = await import('./encoded-pairs.ts');
  const expected = encodePairs(PAIRS, vocabulary);
  const once = (checksum: string, of = vocabulary) =>
    encodePairsOnce({ pairs: PAIRS, checksum, vocabulary: of });
  expect(once('text')).toEqual(expected);
  encode.mockClear();
  expect(once('text')).toEqual(expected);
  expect(encode).not.toHaveBeenCalled();
  expect(once('another text')).toEqual(expected);
  expect(once('text', { ...vocabulary, checksum: 'b' })).toEqual(expected);
  expect(encode).toHaveBeenCalledTimes(4 * PAIRS.length);
  expect(readdirSync(cache, { recursive: true }).length).toBeGreaterThan(3);
});
