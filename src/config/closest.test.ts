import { expect, it } from 'vitest';
import { closest, didYouMean } from './closest.ts';

it.each([
  ['rnu', ['run', 'train'], 'run'],
  ['prepre', ['download', 'prepare', 'inspect'], 'prepare'],
  ['worker', ['workers', 'retries'], 'workers'],
  ['a', ['A', 'B'], 'A'],
  ['DCLIPPED', ['D', 'DClipped'], 'DClipped'],
  ['adafctor', ['adam', 'adafactor'], 'adafactor'],
  ['Z', ['A', 'B'], undefined],
  ['beta3', ['beta1', 'beta2'], undefined],
  ['go', ['run', 'table'], undefined],
  ['', ['A'], undefined],
  ['run', [], undefined],
])('takes %s of %j for %s', (given, names, expected) => {
  expect(closest(given, names)).toBe(expected);
});

it('asks, or says nothing', () => {
  expect(didYouMean('worker', ['workers'], '--')).toBe(' (did you mean --workers?)');
  expect(didYouMean('x', ['workers'])).toBe('');
});
