import { describe, expect, it } from 'vitest';
import { namePatterns, namesFitting } from './parameter-patterns.ts';

const NAMES = [
  'embedding/all',
  'encoder/0/norm/scale',
  'encoder/1/norm/scale',
  'encoder/10/feed_forward/norm/scale',
];

describe('namesFitting', () => {
  it.each([
    [['embedding/all'], ['embedding/all']],
    [['encoder/*/norm/scale'], ['encoder/0/norm/scale', 'encoder/1/norm/scale']],
    [['**/scale'], NAMES.slice(1)],
    [['*'], []],
    [
      ['encoder/1/**', 'embedding/*'],
      ['embedding/all', 'encoder/1/norm/scale'],
    ],
    [[], []],
  ])('%j', (patterns, fitting) => {
    expect(namesFitting(patterns, NAMES)).toEqual(fitting);
  });
});

it('shows each kind of name once', () => {
  expect(namePatterns(NAMES)).toEqual([
    'embedding/all',
    'encoder/*/norm/scale',
    'encoder/*/feed_forward/norm/scale',
  ]);
});
