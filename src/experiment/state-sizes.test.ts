import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import {
  BYTES_PER_ELEMENT,
  buildOptimizer,
  elementCount,
  initialState,
  type OptimizerConfig,
  type TensorTree,
} from 'sublinear-optim';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../backend/start.ts';
import { MODEL_SIZES, OWN_SIZE } from '../config/model-sizes.ts';
import { vocabularySize } from '../data/vocabulary.ts';
import { initialParameters } from '../model/parameters.ts';
import { planExperiment } from './plan.ts';
import {
  NAMED_OPTIMIZERS,
  PAPER_VOCABULARY,
  type SizedOptimizer,
  stateSizes,
} from './state-sizes.ts';

const VOCABULARY = 100;
const TABLE_2 = 'experiments/table2.yaml';
const OPTIONS = { sizes: ['tiny'], vocabulary: VOCABULARY, overrides: [] };

describe('the figures', () => {
  const [table] = stateSizes(TABLE_2, OPTIONS);
  const rows = planExperiment(TABLE_2, { arms: ['none'], seeds: [1] }).runs.map(
    ({ cell, config }) => [cell.row, config.optimizer] as const,
  );
  const optimizers: (readonly [string, OptimizerConfig])[] = [...NAMED_OPTIMIZERS, ...rows];
  let parameters: TensorTree;

  beforeAll(async () => {
    await startBackend({ backend: 'tensorflow' });
    parameters = initialParameters(table!.model, VOCABULARY, 1);
  });

  afterAll(() => tf.dispose(parameters));

  it('are of the named optimisers, then the rows of the table, in order', () => {
    expect(table!.optimizers.map(({ row, label }) => row || label)).toEqual(
      optimizers.map(([name]) => name),
    );
  });

  it.each(optimizers.map(([name, optimizer], index) => ({ name, optimizer, index })))(
    'are the bytes that tfjs allocates, before a step and after: $name',
    ({ name, optimizer, index }) => {
      const { parameters: ofParameters, state: ofState } = table!.optimizers[index]!;
      expect(ofParameters.elements).toBe(elementCount(parameters));
      // What is of bfloat16 counts two bytes, and tfjs, which lacks the type, holds it in four.
      const held = BYTES_PER_ELEMENT * ofState.elements;
      if (name === 'adafactorBigVision') expect(ofState.bytes).toBeLessThan(0.52 * held);
      else expect(ofState.bytes).toBe(held);
      const transform = buildOptimizer(optimizer, () => tf.scalar(0.01));
      const before = tf.memory().numBytes;
      const first = initialState(transform, parameters);
      expect(tf.memory().numBytes - before).toBe(held);
      expect(elementCount(first)).toBe(ofState.elements);

      const second = tf.tidy(() => {
        const context = { parameters, step: tf.scalar(1) };
        return transform.update(parameters, first, context).state;
      });
      tf.dispose(first);
      expect(tf.memory().numBytes - before).toBe(held);
      tf.dispose(second);
    },
  );
});

/** State elements of each optimiser of a table, by row or label. */
const elementsOf = (file: string | undefined, sizes: string[], overrides: string[] = []) =>
  stateSizes(file, { sizes, vocabulary: VOCABULARY, overrides }).map(({ size, optimizers }) => ({
    size,
    elements: Object.fromEntries(
      optimizers.map(({ row, label, state }) => [row || label, state.elements]),
    ),
  }));

it('counts the parameters that the sizes have', () => {
  for (const { model, vocabulary, optimizers } of stateSizes(undefined, {
    ...OPTIONS,
    sizes: MODEL_SIZES,
  })) {
    const { dModel: d, dFeedForward: hidden, encoderLayers, decoderLayers } = model;
    // Each with its layer norm; attention has no biases.
    const attention = 4 * d * d + 2 * d;
    const feedForward = 2 * d * hidden + hidden + d + 2 * d;
    const encoder = encoderLayers * (attention + feedForward) + 2 * d;
    const decoder = decoderLayers * (2 * attention + feedForward) + 2 * d;
    const [{ parameters }] = optimizers as [SizedOptimizer];
    expect(parameters.elements).toBe(encoder + decoder + vocabulary * d);
  }
});

it('takes the model of the configuration itself, and overrides', () => {
  const [own] = elementsOf('configs/runs/demo-adam.yaml', [OWN_SIZE], ['model.dModel=8']);
  const [tiny] = elementsOf('configs/runs/demo-adam.yaml', ['tiny']);
  expect(own!.elements['demo-adam']).toBeLessThan(tiny!.elements['demo-adam']!);
  expect(own!.elements['demo-adam']).toBe(own!.elements.adam);
});

it("counts with the configuration's vocabulary at its own size, else with the paper's", () => {
  const counted = (overrides: string[], vocabulary?: number) =>
    stateSizes('configs/runs/demo-adam.yaml', {
      sizes: [OWN_SIZE, 'tiny'],
      vocabulary,
      overrides,
    }).map((table) => table.vocabulary);
  expect(counted([])).toEqual([vocabularySize('configs/data/builtin.model'), PAPER_VOCABULARY]);
  expect(counted([], 7)).toEqual([7, 7]);
  expect(() => counted(['data.vocabulary=nowhere.model'])).toThrow(
    /^--sizes own: no vocabulary at nowhere\.model; .*--vocabulary$/,
  );
});

it('keeps what a row says of the model, and tells arms apart where they differ', () => {
  const [table] = stateSizes('experiments/table3.yaml', OPTIONS);
  const [adam, adafactor] = table!.optimizers.filter(({ row }) => row === 'unit');
  expect(adam!.label).toBe('σ = 1; Adam');
  expect(adafactor!.label).toBe('σ = 1; Adafactor');
  expect(adafactor!.state.elements).toBeLessThan(adam!.state.elements / 10);
  // Three embedding matrices instead of one.
  const shared = table!.optimizers[0]!.parameters.elements;
  expect(adam!.parameters.elements - shared).toBe(2 * VOCABULARY * 64);
});

it('knows every model of the folder', () => {
  const files = readdirSync('configs/models').map((name) => basename(name, '.yaml'));
  expect(files.toSorted()).toEqual(MODEL_SIZES.toSorted());
});

it('has a row that is not run in every arm in those that it is run in', () => {
  const [table] = stateSizes('experiments/differences.yaml', OPTIONS);
  expect(table!.optimizers.filter(({ row }) => row === 'B')).toHaveLength(1);
});

it.each([
  [undefined, ['huge'], '--sizes huge: expected tiny, small, medium, base, big, own'],
  [undefined, [OWN_SIZE], '--sizes own: give a configuration'],
  [undefined, ['nowhere.yaml'], 'nowhere.yaml: cannot be read'],
  ['configs/data/builtin.yaml', ['tiny'], 'optimizer: '],
])('refuses %j at the sizes %j', (file, sizes, message) => {
  expect(() => stateSizes(file, { ...OPTIONS, sizes })).toThrow(message);
});
