import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { UserError } from '../platform/errors.ts';
import { lineBlocks, linesOf, readLines } from './text-files.ts';

const folder = temporaryFolder();

function file(name: string, content: string | Uint8Array): string {
  const path = folder(name);
  writeFileSync(path, content);
  return path;
}

it.each([
  ['with a final line feed', 'a\nb\n', ['a', 'b']],
  ['without one', 'a\nb', ['a', 'b']],
  ['with empty lines, which count', 'a\n\n\n', ['a', '', '']],
  ['with carriage returns', 'a\r\nb\r\n', ['a', 'b']],
  ['with Unicode separators inside a line', 'a\u2028b\u0085c\n', ['a\u2028b\u0085c']],
  ['that is empty', '', []],
])('reads a file %s', async (_what, text, lines) => {
  expect(await readLines(file('x.en', text))).toEqual(lines);
});

it('reads gzip, also when the name leaves .gz out', async () => {
  const path = file('x.en.gz', gzipSync('ä\nb\n'));
  expect(await readLines(path)).toEqual(['ä', 'b']);
  expect(await readLines(folder('x.en'))).toEqual(['ä', 'b']);
});

it('gives the lines of a file of many blocks in their order', async () => {
  const lines = Array.from({ length: 10_000 }, (_, i) => `${i} \ufeff${'ä'.repeat(i % 7)}`);
  expect(await readLines(file('x.en', `\ufeff${lines.join('\n')}`))).toEqual(lines);
});

it('takes a byte order mark for one at the start of a file only', async () => {
  const lines = Array.from({ length: 5000 }, () => '\ufeffa');
  const read = await readLines(file('x.en', lines.join('\n')));
  expect(read).toEqual(['a', ...lines.slice(1)]);
});

const UTF16 = Uint8Array.of(0xff, 0xfe, 0x61, 0);
const MANY_LINES = `${'ä\n'.repeat(5000)}`;
const latin1AfterMany = () => Buffer.concat([Buffer.from(MANY_LINES), Uint8Array.of(0x61, 0xe9)]);

it.each([
  ['a file that is not there', () => folder('nothing.en'), 'nothing.en.gz'],
  ['a folder', () => folder(), 'sublinear-test-'],
  [
    'bytes that are not UTF-8',
    () => file('x.en', latin1AfterMany()),
    'x.en: line 5001 is not valid UTF-8',
  ],
  ['a broken gzip', () => file('x.gz', gzipSync('abc').subarray(0, 12)), 'not a readable gzip'],
  [
    'gzip under a plain name',
    () => file('x.en', gzipSync('a\n')),
    'x.en: this is a gzip file; unpack it',
  ],
  ['UTF-16', () => file('x.en', UTF16), 'x.en: this is UTF-16; convert it'],
  [
    'lines that end with carriage returns alone',
    () => file('x.en', 'one\rtwo\r'),
    'x.en: its lines end with carriage returns, expected line feeds',
  ],
])('refuses %s', async (_what, make, message) => {
  const reading = readLines(make());
  await expect(reading).rejects.toThrow(UserError);
  await expect(reading).rejects.toThrow(message);
});

it.each([
  ['gzip', gzipSync('a\n'), 'standard input: this is a gzip file'],
  ['Latin-1', latin1AfterMany(), 'standard input: line 5001 is not valid UTF-8'],
  ['carriage returns alone', Buffer.from('one\rtwo'), 'its lines end with carriage returns'],
])('refuses bytes that are %s', (_what, bytes, message) => {
  const read = () => linesOf(bytes, 'standard input');
  expect(read).toThrow(UserError);
  expect(read).toThrow(message);
});

describe('blocks of lines', () => {
  async function blocksOf(path: string, size: number) {
    const blocks = [];
    for await (const block of lineBlocks(path, size)) blocks.push(block);
    return blocks;
  }

  it('give all bytes, so many lines at a time', async () => {
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
          const path = zip ? file('a.gz', gzipSync(text)) : file('a', text);
          const blocks = await blocksOf(path, size);
          expect(Buffer.concat(blocks.map(({ bytes }) => bytes)).toString()).toBe(text);
          const counts = blocks.map((block) => block.lines);
          expect(counts.slice(0, -1).every((count) => count === size)).toBe(true);
          expect(counts.reduce((total, count) => total + count, 0)).toBe(lines.length);
        },
      ),
      { numRuns: 50 },
    );
  });

  it.each([
    ['take a last line without its line feed for a line', 'x\ny', 10, [[2, 3]]],
    [
      'go over the borders of what is read at a time',
      `${'x'.repeat(700_000)}\n`.repeat(5),
      2,
      [
        [2, 1_400_002],
        [2, 1_400_002],
        [1, 700_001],
      ],
    ],
  ])('%s', async (_what, text, size, expected) => {
    const blocks = await blocksOf(file('a', text), size);
    expect(blocks.map(({ lines, bytes }) => [lines, bytes.length])).toEqual(expected);
  });
});
