import { readFileSync, writeFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { startBackend } from '../backend/start.ts';
import type { TokenBatch } from '../model/batch.ts';
import { UserError } from '../platform/errors.ts';
import { diagnosticsSchema } from '../results/diagnostics.ts';
import {
  commonRowLength,
  isMeasured,
  readPoints,
  summariseDiagnostics,
  tensorLines,
} from './diagnostics.ts';
import { diagnosticsFile } from './measuring.ts';
import { type DiagnosticsPoint, diagnosticsPointSchema } from './record.ts';

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

const NAMES = ['a', 'b'];

const POINTS: DiagnosticsPoint[] = [
  {
    step: 10,
    unscaledRms: [1, 3],
    updateRms: [0.5, 0.25],
    parameterRms: [2, 4],
    gradientNorm: [3, 4],
    clippedShare: [0, 0.5],
  },
  {
    step: 20,
    unscaledRms: [0.5, null],
    updateRms: [0.5, 0.5],
    parameterRms: [2, 4],
    gradientNorm: [5, 12],
    clippedShare: [1, 1],
  },
];

const withoutLinks = POINTS.map(({ unscaledRms: _u, clippedShare: _c, ...rest }) => rest);

describe('a step is measured', () => {
  const lengths = [8, 8, 20, 12, 8, 12, 12, 8, 12, 8, 12, 12, 20, 12];

  it('where its batch has the length that most batches have', () => {
    const source = (length: (position: number) => number) => ({
      batch: (position: number) => ({ length: length(position) }) as TokenBatch,
    });
    expect(commonRowLength(source((position) => lengths[position % lengths.length]!))).toBe(12);
    // What comes later does not change what was chosen.
    expect(commonRowLength(source((position) => (position < 100 ? 8 : 20)))).toBe(8);
  });

  it.each([
    [1, [4, 6, 7, 9, 11, 12, 14]],
    [3, [4, 6, 9, 12]],
    // Steps 5 and 10 have another length.
    [5, [6, 11]],
    [20, []],
  ])('once in %i steps, as soon as there is one', (every, measured) => {
    const found: number[] = [];
    for (const [i, length] of lengths.entries()) {
      const step = i + 1;
      const last = found.at(-1) ?? 0;
      if (isMeasured({ every, rowLength: 12 }, last, step, length)) found.push(step);
    }
    expect(found).toEqual(measured);
  });
});

describe('readPoints', () => {
  it('reads columns and frees them, with steps as a share, and null for what is not finite', async () => {
    const before = tf.memory().numTensors;
    const measurements = {
      unscaledRms: tf.tensor1d([1.23456789, Number.POSITIVE_INFINITY]),
      updateRms: tf.tensor1d([Number.NaN, 1e-12]),
      parameterRms: tf.tensor1d([0, 1]),
      gradientNorm: tf.tensor1d([1, 2]),
      clippedSteps: tf.tensor1d([0, 30]),
    };
    const points = await readPoints([{ step: 90, since: 50, measurements }]);
    expect(points).toEqual([
      {
        step: 90,
        unscaledRms: [1.23457, null],
        updateRms: [null, 1e-12],
        parameterRms: [0, 1],
        gradientNorm: [1, 2],
        clippedShare: [0, 0.75],
      },
    ]);
    expect(diagnosticsPointSchema.parse(points[0])).toEqual(points[0]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('has no column for what the optimiser does not do', async () => {
    const column = () => tf.tensor1d([1]);
    const measurements = {
      updateRms: column(),
      parameterRms: column(),
      gradientNorm: column(),
    };
    const [point] = await readPoints([{ step: 1, since: 0, measurements }]);
    expect(Object.keys(point!)).toEqual(['step', 'updateRms', 'parameterRms', 'gradientNorm']);
  });
});

it('a line of the file has one tensor of one point', () => {
  expect(tensorLines(POINTS[1]!, NAMES)[1]).toEqual({
    step: 20,
    tensor: 'b',
    unscaledRms: null,
    updateRms: 0.5,
    parameterRms: 4,
    gradientNorm: 12,
    clippedShare: 1,
  });
  expect(tensorLines(withoutLinks[0]!, NAMES)[0]).toEqual({
    step: 10,
    tensor: 'a',
    updateRms: 0.5,
    parameterRms: 2,
    gradientNorm: 3,
  });
});

describe('the summary of a result', () => {
  it('has mean and maximum over all tensors, and the series of those that are kept', () => {
    const summary = summariseDiagnostics(POINTS, NAMES, ['b']);
    expect(diagnosticsSchema.parse(summary)).toEqual({
      steps: [10, 20],
      all: {
        tensors: 2,
        unscaledRms: { mean: [2, null], max: [3, null] },
        updateRms: { mean: [0.375, 0.5], max: [0.5, 0.5] },
        gradientNorm: [5, 13],
        clippedShare: { mean: [0.25, 1], max: [0.5, 1] },
      },
      kept: {
        b: {
          unscaledRms: [3, null],
          updateRms: [0.25, 0.5],
          parameterRms: [4, 4],
          gradientNorm: [4, 12],
          clippedShare: [0.5, 1],
        },
      },
    });
  });

  it('has nothing of second moments or clipping where there are none', () => {
    const { all, kept } = summariseDiagnostics(withoutLinks, NAMES, ['a']);
    expect(Object.keys(all)).toEqual(['tensors', 'updateRms', 'gradientNorm']);
    expect(Object.keys(kept.a!)).toEqual(['updateRms', 'parameterRms', 'gradientNorm']);
  });

  it('is there, and empty, before anything was measured', () => {
    const summary = summariseDiagnostics([], NAMES, ['a']);
    expect(diagnosticsSchema.parse(summary).steps).toEqual([]);
  });
});

const inFolder = temporaryFolder();

const point = (step: number): DiagnosticsPoint => ({
  step,
  updateRms: [step / 100],
  parameterRms: [1],
  gradientNorm: [2],
});

const read = () => readFileSync(inFolder('diagnostics.ndjson'), 'utf8');

it('the file has a line a point and tensor', () => {
  const append = diagnosticsFile(inFolder(), ['x'], []);
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

it('the file begins again with the points gone on from, whatever a killed process left', () => {
  diagnosticsFile(inFolder(), ['x'], [])([point(1), point(2), point(3)]);
  const whole = read();
  for (const left of [whole, whole.slice(0, -10), '', 'rubbish']) {
    writeFileSync(inFolder('diagnostics.ndjson'), left);
    diagnosticsFile(inFolder(), ['x'], [point(1)])([point(2), point(3)]);
    expect(read()).toBe(whole);
  }
});

it('says what to do where the file cannot be written', () => {
  const file = inFolder('file');
  writeFileSync(file, '');
  const write = () => diagnosticsFile(file, ['x'], []);
  expect(write).toThrow(UserError);
  expect(write).toThrow('cannot be written: there is a file where a folder must be');
});
