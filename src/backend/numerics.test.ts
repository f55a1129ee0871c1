import { expect, it } from 'vitest';
import { notPortable, oneDnnLevel } from './numerics.ts';
import { describeProcessor } from './processor.ts';

const withSets = (...instructionSets: string[]) => ({
  ...describeProcessor(),
  name: 'a processor',
  instructionSets,
});

it('is portable on processors with AVX2 and FMA, and says what others lack', () => {
  expect(notPortable(withSets('avx', 'avx2', 'fma', 'avx512f'))).toBeUndefined();
  expect(notPortable(withSets('avx', 'fma'))).toBe('a processor lacks avx2');
  expect(notPortable(withSets())).toBe('a processor lacks avx2 and fma');
});

it('tells the limit that oneDNN has been given', () => {
  expect(oneDnnLevel({ ONEDNN_MAX_CPU_ISA: 'AVX2' })).toBe('AVX2');
  expect(oneDnnLevel({})).toContain('best');
});
