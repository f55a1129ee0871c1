import { describe, expect, it } from 'vitest';
import { UserError } from '../src/errors.ts';
import { parseOptions } from './options.ts';
import { SHAPES } from './shapes.ts';

describe('parseOptions', () => {
  it('measures every shape by default', () => {
    expect(parseOptions([])).toEqual({
      shapes: SHAPES,
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
    [['--shapes', 'huge'], 'there is no shape "huge"; valid: small, medium, base'],
    [['--rounds', '0'], 'given 0; expected a whole number'],
    [['--rounds', 'many'], 'given NaN; expected a whole number'],
    [['--json'], 'Not enough arguments following: json'],
    [['--fast'], 'Unknown argument: fast'],
    [['small'], 'expected no argument'],
  ])('refuses %j', (argv, message) => {
    expect(() => parseOptions(argv)).toThrow(UserError);
    expect(() => parseOptions(argv)).toThrow(message);
  });
});
