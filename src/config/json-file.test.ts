import { writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { UserError } from '../platform/errors.ts';
import { readJson } from './json-file.ts';

const folder = temporaryFolder();

it('reads an object', () => {
  const path = folder('a.json');
  writeFileSync(path, '{ "a": [1, { "b": null }] }');
  expect(readJson(path).value).toEqual({ a: [1, { b: null }] });
});

it.each([
  ['half a file', '{ "a": 1', 'not valid JSON'],
  ['an empty file', '', 'not valid JSON'],
  ['a list', '[1]', 'expected a JSON object'],
  ['null', 'null', 'expected a JSON object'],
])('refuses %s, naming the file and what to do', (_what, text, message) => {
  const path = folder('a.json');
  writeFileSync(path, text);
  const read = () => readJson(path, 'make it again');
  expect(read).toThrow(UserError);
  expect(read).toThrow(`${path}: ${message}`);
  expect(read).toThrow('; make it again');
});

it('says why a file cannot be read', () => {
  const read = () => readJson(folder());
  expect(read).toThrow(UserError);
  expect(read).toThrow(`${folder()}: cannot be read: there is a folder where a file must be`);
});
