import { expect, it } from 'vitest';
import { type BackendInfo, type BackendName, chooseExecutor } from './info.ts';
import { describeProcessor } from './processor.ts';

const on = (name: BackendName): BackendInfo => ({
  name,
  device: 'a processor',
  threads: 1,
  tfjs: '4.22.0',
  library: 'a library',
  numerics: 'native',
  processor: describeProcessor(),
  reason: 'asked for',
});

it.each([
  ['tensorflow', 'auto', 'graph'],
  ['tensorflow', 'eager', 'eager'],
  ['tensorflow', 'graph', 'graph'],
  ['wasm', 'auto', 'eager'],
  ['wasm', 'eager', 'eager'],
] as const)('on %s, %s is %s', (backend, asked, expected) => {
  expect(chooseExecutor(on(backend), asked)).toBe(expected);
});

it('refuses graphs where the backend has none', () => {
  expect(() => chooseExecutor(on('wasm'), 'graph')).toThrow('runs no graphs');
});
