import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lineBlocks } from './line-blocks.ts';

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
});
