import { NAMED } from 'sublinear-optim';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/platform/errors.ts';
import { OPTIMIZER_COMPARISONS } from './comparisons.ts';
import { parseOptimizerOptions } from './options.ts';

describe('parseOptimizerOptions', () => {
  it('measures every optimiser at base size by default', () => {
    const { comparisons, shape, ...rest } = parseOptimizerOptions([]);
    expect(comparisons).toEqual(OPTIMIZER_COMPARISONS);
    expect(shape.name).toBe('base');
    expect(rest).toEqual({ rounds: 7, steps: 5, json: 'bench/results/optimizer-time.json' });
  });

  it('takes what is named', () => {
    const argv = ['--optimizers', 'sm3,adam', '--shape', 'small', '--rounds', '2', '--steps', '1'];
    const { comparisons, shape, rounds, steps } = parseOptimizerOptions(argv);
    expect(comparisons.map(({ name }) => name)).toEqual(['sm3', 'adam']);
    expect([shape.name, rounds, steps]).toEqual(['small', 2, 1]);
  });

  it.each([
    [['--optimizers', 'adam,lyon'], '--optimizers: there is no "lyon"; valid: sgd, momentum,'],
    [['--shape', 'huge'], '--shape: there is no "huge"; valid: tiny, small, medium, base'],
    [['--rounds', '0'], '--rounds 0: expected a whole number from 1'],
    [['--steps', '1.5'], '--steps 1.5: expected a whole number from 1'],
    [['--fast'], 'Unknown argument: fast'],
  ])('refuses %j', (argv, message) => {
    expect(() => parseOptimizerOptions(argv)).toThrow(UserError);
    expect(() => parseOptimizerOptions(argv)).toThrow(message);
  });
});

it('compares every named optimiser', () => {
  const names = new Set(OPTIMIZER_COMPARISONS.map(({ optimizer }) => optimizer.name));
  expect(names).toEqual(new Set(Object.keys(NAMED)));
});
