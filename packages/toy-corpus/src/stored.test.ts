import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { builtinCorpus } from './corpus.ts';

const STORED = new URL('../../../configs/data/builtin.tsv.gz', import.meta.url);

it('the stored corpus is what the generator makes', () => {
  const { train, dev, test } = builtinCorpus();
  const lines = [...train, ...dev, ...test].map(({ source, target }) => `${source}\t${target}\n`);
  expect(gunzipSync(readFileSync(STORED)).toString() === lines.join('')).toBe(true);
});
