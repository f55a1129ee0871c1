import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/platform/errors.ts';
import { SHAPES } from '../harness/shapes.ts';
import { parseOptions } from './options.ts';

describe('parseOptions', () => {
  it('measures every shape but the one to try with by default', () => {
    expect(parseOptions([])).toEqual({
      shapes: SHAPES.filter(({ name }) => name !== 'tiny'),
      json: 'bench/results/step-time.json',
    });
  });

  it('takes the shapes that are named, and one number of rounds for all', () => {
    const { shapes } = parseOptions(['--shapes', 'base,small', '--rounds', '2']);
    expect(shapes.map(({ name, rounds }) => [name, rounds])).toEqual([
      ['base', 2],
      ['small', 2],
    ]);
  });

  it.each([
    [['--shapes', 'huge'], 'there is no "huge"; valid: tiny, small, medium, base'],
    [['--rounds', '0'], '--rounds 0: expected a whole number from 1'],
    [['--rounds', 'many'], '--rounds many: expected a whole number from 1'],
    [['--json'], 'Not enough arguments following: json'],
    [['--fast'], 'Unknown argument: fast'],
    [['small'], 'expected no argument'],
  ])('refuses %j', (argv, message) => {
    expect(() => parseOptions(argv)).toThrow(UserError);
    expect(() => parseOptions(argv)).toThrow(message);
  });
});
