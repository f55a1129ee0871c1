import { expect, it } from 'vitest';
import { UserError } from '../../src/platform/errors.ts';
import { parseBundleOptions } from './options.ts';

it('measures three sizes for 300 steps each, in under eight minutes', () => {
  const { shapes, ...rest } = parseBundleOptions([]);
  expect(shapes.map(({ model }) => model.dModel)).toEqual([128, 256, 512]);
  expect(shapes.map(({ vocabulary }) => vocabulary)).toEqual([4000, 8000, 32000]);
  expect(rest).toEqual({
    steps: 300,
    compared: 20,
    sentences: 32,
    seconds: 440,
    software: false,
    json: 'result.json',
  });
});

it.each([
  [['--shapes', 'huge'], 'there is no "huge"'],
  [['--steps', '5'], '--compared 20: expected no more than the 5 steps taken'],
  [['--seconds', '0'], '--seconds 0: expected a whole number from 1'],
  [['--fast'], 'Unknown argument: fast'],
])('refuses %j', (argv, message) => {
  expect(() => parseBundleOptions(argv)).toThrow(UserError);
  expect(() => parseBundleOptions(argv)).toThrow(message);
});

it('gives a small model room for the subwords of the corpus', () => {
  const { shapes } = parseBundleOptions(['--shapes', 'tiny,trial']);
  expect(shapes.map(({ vocabulary }) => vocabulary)).toEqual([2500, 2500]);
});
