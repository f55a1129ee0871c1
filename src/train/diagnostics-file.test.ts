import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { UserError } from '../platform/errors.ts';
import type { DiagnosticsPoint } from './diagnostics.ts';
import { DIAGNOSTICS_FILE, diagnosticsFile } from './diagnostics-file.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sublinear-diagnostics-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

const point = (step: number): DiagnosticsPoint => ({
  step,
  updateRms: [step / 100],
  parameterRms: [1],
  gradientNorm: [2],
});

const read = () => readFileSync(join(folder, DIAGNOSTICS_FILE), 'utf8');

it('has a line a point and tensor', () => {
  const append = diagnosticsFile(folder, ['x'], []);
  append([point(1), point(2)]);
  append([point(3)]);
  const lines = read()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.map(({ step }) => step)).toEqual([1, 2, 3]);
  expect(lines[1]).toEqual({
    step: 2,
    tensor: 'x',
    updateRms: 0.02,
    parameterRms: 1,
    gradientNorm: 2,
  });
});

it('begins again with the points gone on from, whatever a killed process left', () => {
  diagnosticsFile(folder, ['x'], [])([point(1), point(2), point(3)]);
  const whole = read();
  for (const left of [whole, whole.slice(0, -10), '', 'rubbish']) {
    writeFileSync(join(folder, DIAGNOSTICS_FILE), left);
    diagnosticsFile(folder, ['x'], [point(1)])([point(2), point(3)]);
    expect(read()).toBe(whole);
  }
});

it('says what to do where it cannot be written', () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  const write = () => diagnosticsFile(file, ['x'], []);
  expect(write).toThrow(UserError);
  expect(write).toThrow('cannot be written: there is a file where a folder must be');
});
