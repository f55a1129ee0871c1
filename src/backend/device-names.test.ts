import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { nvidiaGpuName } from './device-names.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'sublinear-gpus-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function describeGpu(name: string, information: string): void {
  mkdirSync(path.join(folder, name));
  writeFileSync(path.join(folder, name, 'information'), information);
}

it('is the model of the first GPU that the driver describes', () => {
  describeGpu('0000:41:00.0', 'Model: \t\t Second GPU\nIRQ:   \t\t 1\n');
  describeGpu('0000:01:00.0', 'Model: \t\t NVIDIA H100 80GB HBM3\nIRQ:   \t\t 0\n');
  expect(nvidiaGpuName(folder)).toBe('NVIDIA H100 80GB HBM3');
});

it('is unknown where the driver describes none', () => {
  expect(nvidiaGpuName(folder)).toBe('unknown NVIDIA GPU');
  expect(nvidiaGpuName(path.join(folder, 'missing'))).toBe('unknown NVIDIA GPU');
});
