import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { UserError } from '../platform/errors.ts';
import { linesOf, readLines } from './text-files.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sublinear-text-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
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
  expect(await readLines(join(folder, 'x.en'))).toEqual(['ä', 'b']);
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
  ['a file that is not there', () => join(folder, 'nothing.en'), 'nothing.en.gz'],
  ['a folder', () => folder, `${tmpdir()}/sublinear-text-`],
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
