import { expect, it } from 'vitest';
import { nameFits } from './names.ts';

it.each([
  ['softmax', 'softmax', true],
  ['softmax', 'softmax/all', false],
  ['embedding/*', 'embedding/all', true],
  ['embedding/*', 'embedding', false],
  ['embedding/*', 'embedding/all/rows', false],
  ['**/query', 'query', true],
  ['**/query', 'encoder/0/self_attention/query', true],
  ['**/query', 'encoder/0/self_attention/query/kernel', false],
  ['encoder/**', 'encoder', true],
  ['encoder/**', 'encoder/0/norm/scale', true],
  ['**', 'any/name', true],
  ['*/0/**/kernel', 'encoder/0/feed_forward/hidden/kernel', true],
  ['*/0/**/kernel', 'encoder/1/feed_forward/hidden/kernel', false],
  ['dense_*/kernel', 'dense_Dense1/kernel', true],
  ['dense_*/kernel', 'conv_Conv1/kernel', false],
  ['a.b', 'a.b', true],
  ['a.*', 'axb', false],
])('%s and %s: %s', (pattern, name, expected) => {
  expect(nameFits([pattern], name)).toBe(expected);
  expect(nameFits(['another', pattern], name)).toBe(expected);
});

it('no pattern fits nothing', () => {
  expect(nameFits([], 'softmax')).toBe(false);
});
