import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pairFilter } from './filter.ts';
import { lineBlocks, pairBlocks } from './line-blocks.ts';
import { normalizeText } from './normalize.ts';
import { sampler } from './sample.ts';

describe('normalizeText', () => {
  it.each([
    ['plain words stay', 'Plain words, stay.', 'Plain words, stay.'],
    ['spaces', '  two  spaces \t and a tab\r', 'two spaces and a tab'],
    ['white space of other scripts', '\ufeffa\u00a0b\u3000c\u2028d\u0085e', 'a b c d e'],
    ['control characters', 'a\u0000b\u0007', 'a b'],
    ['letters and their marks', 'Mu\u0308ller', 'Müller'],
    ['nothing more than that', 'ﬁ １ …', 'ﬁ １ …'],
    ['nothing', ' \t ', ''],
  ])('%s', (_what, text, expected) => {
    expect(normalizeText(text)).toBe(expected);
  });

  it('changes nothing that it has changed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const once = normalizeText(text);
        expect(normalizeText(once)).toBe(once);
        expect(once).not.toMatch(/[\t\n\r]/);
      }),
    );
  });
});

describe('pairFilter', () => {
  const filter = { maxWords: 4, maxCharacters: 20, maxLengthRatio: 3 };
  const heldOut = { sources: new Set(['a test']), targets: new Set(['ein Test']) };
  const reason = pairFilter(filter, heldOut);

  it.each([
    ['a', 'b', undefined],
    ['one two three four', 'eins zwei drei', undefined],
    ['', 'b', 'empty'],
    ['a', '', 'empty'],
    ['one two three four five', 'a b c d', 'tooLong'],
    ['short', 'x'.repeat(21), 'tooLong'],
    ['abc', 'abcdefghi', undefined],
    ['abc', 'abcdefghij', 'lengthRatio'],
    ['a test', 'Versuch', 'heldOut'],
    ['a trial', 'ein Test', 'heldOut'],
  ])('%j, %j: %s', (source, target, expected) => {
    expect(reason(source, target)).toBe(expected);
  });
});

describe('reading lines', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sublinear-lines-'));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (name: string, content: string | Uint8Array) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };

  async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
    const all: T[] = [];
    for await (const item of items) all.push(item);
    return all;
  }

  it('gives all bytes, so many lines at a time', async () => {
    const texts = fc.array(
      fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\n', '')),
    );
    await fc.assert(
      fc.asyncProperty(
        texts,
        fc.integer({ min: 1, max: 5 }),
        fc.boolean(),
        async (lines, size, zip) => {
          const text = lines.map((line) => `${line}\n`).join('');
          const path = zip ? write('a.gz', gzipSync(text)) : write('a', text);
          const blocks = await collect(lineBlocks(path, size));
          expect(Buffer.concat(blocks.map(({ bytes }) => bytes)).toString()).toBe(text);
          const counts = blocks.map((block) => block.lines);
          expect(counts.slice(0, -1).every((count) => count === size)).toBe(true);
          expect(counts.reduce((total, count) => total + count, 0)).toBe(lines.length);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('takes a last line without its line feed for a line', async () => {
    expect(await collect(lineBlocks(write('a', 'x\ny'), 10))).toMatchObject([{ lines: 2 }]);
  });

  it('goes over the borders of what is read at a time', async () => {
    const line = `${'x'.repeat(700_000)}\n`;
    const blocks = await collect(lineBlocks(write('a', line.repeat(5)), 2));
    expect(blocks.map(({ lines, bytes }) => [lines, bytes.length])).toEqual([
      [2, 1_400_002],
      [2, 1_400_002],
      [1, 700_001],
    ]);
  });

  it.each([
    ['at the end of a block', 4, 6, 'a ends after line 4, and'],
    ['within a block', 5, 6, 'a ends after line 5, and'],
    ['on the other side', 6, 3, 'b ends after line 3, and'],
  ])('names the first line without a partner %s', async (_what, left, right, message) => {
    const paths = [write('a', 'x\n'.repeat(left)), write('b', 'y\n'.repeat(right))] as const;
    await expect(collect(pairBlocks(...paths, 2))).rejects.toThrow(message);
  });
});

describe('sampler', () => {
  const sample = (count: number, size: number, seed: number) => {
    const picks = sampler(count, size, seed);
    return Array.from({ length: count }, (_, i) => i).filter(() => picks());
  };

  it('picks exactly as many as asked for, or all', () => {
    fc.assert(
      fc.property(fc.nat(9000), fc.nat(9000), fc.integer(), (count, size, seed) => {
        expect(sample(count, size, seed)).toHaveLength(Math.min(count, size));
      }),
      { numRuns: 40 },
    );
  });

  it('depends on the seed, and favours no place', () => {
    expect(sample(1000, 10, 1)).toEqual(sample(1000, 10, 1));
    expect(sample(1000, 10, 1)).not.toEqual(sample(1000, 10, 2));
    const early = Array.from({ length: 2000 }, (_, seed) => sample(20, 5, seed)).flat();
    const firstHalf = early.filter((item) => item < 10).length;
    // 10,000 draws, half of them expected in either half; hypergeometric, six deviations.
    expect(Math.abs(firstHalf - 5000)).toBeLessThan(270);
  });
});
