import { expect, it } from 'vitest';
import { formatPythonFloat, formatPythonJson } from './python-json.ts';

// Expected strings are those of Python's repr.
it.each([
  [45, '45.0'],
  [0, '0.0'],
  [-2, '-2.0'],
  [45.1, '45.1'],
  [0.0001, '0.0001'],
  [0.00009999000099990002, '9.999000099990002e-05'],
  [1.5e-10, '1.5e-10'],
  [1e-7, '1e-07'],
  [1e16, '1e+16'],
  [123456789012345680, '1.2345678901234568e+17'],
])('writes %d as Python does', (value, expected) => {
  expect(formatPythonFloat(value)).toBe(expected);
});

it('writes what json.dumps writes', () => {
  const value = { a: null, 'ß"': ['x\n', { b: 1 }] };
  expect(formatPythonJson(value, { indent: 1, ensureAscii: false })).toBe(
    '{\n "a": null,\n "ß\\"": [\n  "x\\n",\n  {\n   "b": 1.0\n  }\n ]\n}',
  );
  expect(formatPythonJson('ß😀', { indent: 1, ensureAscii: true })).toBe('"\\u00df\\ud83d\\ude00"');
});
