import { readdirSync } from 'node:fs';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { encodePairs } from './examples.ts';
import type { Vocabulary } from './vocabulary.ts';

const cache = temporaryFolder();
beforeEach(() => {
  vi.stubEnv('SUBLINEAR_CACHE', cache());
  vi.resetModules();
});
afterEach(() => void vi.unstubAllEnvs());

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
  expect(readdirSync(cache(), { recursive: true }).length).toBeGreaterThan(3);
});
