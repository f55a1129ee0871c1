import { expect, it } from 'vitest';
import { formatFixed } from './format-number.ts';

// Expected strings are those of Python's f'{value:.{digits}f}'.
it.each([
  [6.25, 1, '6.2'],
  [18.75, 1, '18.8'],
  [0.5, 0, '0'],
  [1.5, 0, '2'],
  [2.5, 0, '2'],
  [0.125, 2, '0.12'],
  [0.375, 2, '0.38'],
  [-6.25, 1, '-6.2'],
  [9.96875, 4, '9.9688'],
  // Not ties: these doubles lie beside the decimal they are written as.
  [0.15, 1, '0.1'],
  [2.675, 2, '2.67'],
  [100, 1, '100.0'],
  [99.95, 1, '100.0'],
  [0, 2, '0.00'],
])('writes %d with %d decimals as Python does', (value, digits, expected) => {
  expect(formatFixed(value, digits)).toBe(expected);
});
