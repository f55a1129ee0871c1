import { expect, it } from 'vitest';
import { formatBytes } from './data-progress.ts';

it.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1000, '1.0 kB'],
  [657_632_379, '657.6 MB'],
  [1_657_000_000, '1.7 GB'],
  [5e13, '50000.0 GB'],
])('%i bytes read %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
