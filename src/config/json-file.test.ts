import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { UserError } from '../platform/errors.ts';
import { readJson } from './json-file.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sublinear-json-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

it('reads an object', () => {
  const path = join(folder, 'a.json');
  writeFileSync(path, '{ "a": [1, { "b": null }] }');
  expect(readJson(path).value).toEqual({ a: [1, { b: null }] });
});

it.each([
  ['half a file', '{ "a": 1', 'not valid JSON'],
  ['an empty file', '', 'not valid JSON'],
  ['a list', '[1]', 'expected a JSON object'],
  ['null', 'null', 'expected a JSON object'],
])('refuses %s, naming the file and what to do', (_what, text, message) => {
  const path = join(folder, 'a.json');
  writeFileSync(path, text);
  const read = () => readJson(path, 'make it again');
  expect(read).toThrow(UserError);
  expect(read).toThrow(`${path}: ${message}`);
  expect(read).toThrow('; make it again');
});

it('says why a file cannot be read', () => {
  const read = () => readJson(folder);
  expect(read).toThrow(UserError);
  expect(read).toThrow(`${folder}: cannot be read: there is a folder where a file must be`);
});
