import { mkdirSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { notPortable, oneDnnLevel } from './numerics.ts';
import { describeProcessor, nvidiaGpuName, parseCpuInfo } from './processor.ts';

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

const inFolder = temporaryFolder();

function describeGpu(name: string, information: string): void {
  mkdirSync(inFolder(name));
  writeFileSync(inFolder(name, 'information'), information);
}

it('is the model of the first GPU that the driver describes', () => {
  describeGpu('0000:41:00.0', 'Model: \t\t Second GPU\nIRQ:   \t\t 1\n');
  describeGpu('0000:01:00.0', 'Model: \t\t NVIDIA H100 80GB HBM3\nIRQ:   \t\t 0\n');
  expect(nvidiaGpuName(inFolder())).toBe('NVIDIA H100 80GB HBM3');
});

it('is unknown where the driver describes none', () => {
  expect(nvidiaGpuName(inFolder())).toBe('unknown NVIDIA GPU');
  expect(nvidiaGpuName(inFolder('missing'))).toBe('unknown NVIDIA GPU');
});

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
