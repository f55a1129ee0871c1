import { expect, it } from 'vitest';
import { firstDifference } from './first-difference.ts';

it.each([
  ['a value', { a: { b: 1 } }, { a: { b: 2 } }, 'a.b was 1 and is 2'],
  ['the first of several', { a: 1, b: 1 }, { a: 1, b: 2, c: 3 }, 'b was 1 and is 2'],
  ['a part of a list', { a: [1, 2] }, { a: [1, 3] }, 'a.1 was 2 and is 3'],
  ['what came', { a: {} }, { a: { b: 'x' } }, 'a.b was undefined and is "x"'],
  ['what went', { a: { b: null } }, { a: {} }, 'a.b was null and is undefined'],
  ['another kind', { a: { b: 1 } }, { a: 'b' }, 'a was {"b":1} and is "b"'],
])('names %s', (_what, then, now, message) => {
  expect(firstDifference(then, now)).toBe(message);
});
