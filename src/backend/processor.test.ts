import { expect, it } from 'vitest';
import { describeProcessor, parseCpuInfo } from './processor.ts';

it('reads the fields of the first processor', () => {
  const text = [
    'processor\t: 0',
    'vendor_id\t: AuthenticAMD',
    'model name\t: AMD EPYC: a made-up one',
    'flags\t\t: fpu avx2 fma',
    '',
    'processor\t: 1',
    'vendor_id\t: another',
  ].join('\n');
  expect(parseCpuInfo(text)).toEqual({
    processor: '0',
    vendor_id: 'AuthenticAMD',
    'model name': 'AMD EPYC: a made-up one',
    flags: 'fpu avx2 fma',
  });
});

it('describes the processor that runs this', () => {
  const { name, instructionSets, cacheBytes } = describeProcessor();
  expect(name).not.toBe('');
  if (process.arch === 'x64') expect(instructionSets).toContain('avx');
  for (const bytes of Object.values(cacheBytes)) expect(bytes).toBeGreaterThan(1000);
});
