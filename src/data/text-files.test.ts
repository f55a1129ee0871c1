import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { UserError } from '../errors.ts';
import { readLines } from './text-files.ts';

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
])('reads a file %s', (_what, text, lines) => {
  expect(readLines(file('x.en', text))).toEqual(lines);
});

it('reads gzip, also when the name leaves .gz out', () => {
  const path = file('x.en.gz', gzipSync('ä\nb\n'));
  expect(readLines(path)).toEqual(['ä', 'b']);
  expect(readLines(join(folder, 'x.en'))).toEqual(['ä', 'b']);
});

it.each([
  ['a file that is not there', () => join(folder, 'nothing.en'), 'nothing.en.gz'],
  ['bytes that are not UTF-8', () => file('x.en', Uint8Array.of(0xff, 0xfe)), 'not valid UTF-8'],
  ['a broken gzip', () => file('x.gz', gzipSync('abc').subarray(0, 12)), 'not a readable gzip'],
])('refuses %s', (_what, make, message) => {
  const path = make();
  expect(() => readLines(path)).toThrow(UserError);
  expect(() => readLines(path)).toThrow(message);
});
