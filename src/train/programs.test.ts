import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../backend/start.ts';
import type { TokenBatch } from '../data/batches.ts';
import { eagerExecutor } from '../executor/eager.ts';
import { graphExecutor } from '../graph/executor.ts';
import type { ModelConfig } from '../model/config.ts';
import { initialParameters } from '../model/parameters.ts';
import { buildOptimizer, type LinkConfig } from '../optim/optimizer.ts';
import { paperSchedule, scaledSchedule } from '../optim/schedules.ts';
import { initialState } from '../optim/transform.ts';
import { disposeTree } from '../tree.ts';
import { batchInputs, trainingProgram, trainingState } from './programs.ts';
import { createTrainingStep } from './step.ts';

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

const VOCABULARY = 20;

const MODEL: ModelConfig = {
  encoderLayers: 1,
  decoderLayers: 1,
  dModel: 8,
  dFeedForward: 16,
  heads: 2,
  dropout: { residual: 0.1, attention: 0.1, relu: 0.1 },
  labelSmoothing: 0.1,
  embedding: { sharing: 'all', sigma: '1/sqrt(dModel)', multiplier: 'sqrt(dModel)' },
};

const ADAFACTOR: LinkConfig[] = [
  { link: 'scaleByFactoredRms', decay: { power: 0.8 }, epsilon1: 1e-30 },
  { link: 'clipByBlockRms', threshold: 1 },
  { link: 'scaleByParameterRms', epsilon2: 1e-3 },
  { link: 'scaleBySchedule', factor: 1 },
];

const ADAM: LinkConfig[] = [
  { link: 'scaleByAdam', beta1: 0.9, beta2: 0.999, epsilon: 1e-9 },
  { link: 'scaleBySchedule', factor: 0.1 },
];

/** A copying task: two sentences of three tokens, and padding. */
const BATCH: TokenBatch = {
  sentences: 2,
  length: 5,
  source: Int32Array.of(7, 8, 9, 3, 0, 10, 11, 12, 3, 0),
  targetInput: Int32Array.of(2, 7, 8, 9, 0, 2, 10, 11, 12, 0),
  targetOutput: Int32Array.of(7, 8, 9, 3, 0, 10, 11, 12, 3, 0),
  sourceTokens: 8,
  targetTokens: 8,
};

const EXECUTORS = { eager: eagerExecutor, graph: graphExecutor };

function trainerFor(links: LinkConfig[], seed = 1, kind: keyof typeof EXECUTORS = 'eager') {
  const optimizer = buildOptimizer(links, scaledSchedule(paperSchedule(false, 100), 5));
  const parameters = initialParameters(MODEL, VOCABULARY, seed);
  const step = createTrainingStep({ model: MODEL, optimizer, padId: 0, seed });
  const state = trainingState(parameters, initialState(optimizer, parameters));
  const executor = EXECUTORS[kind](state);
  const program = trainingProgram(step);
  return {
    train: (number: number): number => {
      const inputs = { ...batchInputs(BATCH), step: tf.scalar(number, 'int32') };
      const { loss } = executor.run('train', program, inputs);
      const [value] = loss!.dataSync();
      disposeTree({ ...inputs, loss: loss! });
      return value!;
    },
    dispose: executor.dispose,
  };
}

function losses(
  links: LinkConfig[],
  steps: number,
  seed = 1,
  kind: keyof typeof EXECUTORS = 'eager',
): number[] {
  const executor = trainerFor(links, seed, kind);
  const values = Array.from({ length: steps }, (_, i) => executor.train(i + 1));
  executor.dispose();
  return values;
}

describe.each([
  ['Adam', ADAM],
  ['Adafactor', ADAFACTOR],
])('training with %s', (_name, links) => {
  it('learns a batch by heart', () => {
    const curve = losses(links, 100);
    expect(curve[0]).toBeGreaterThan(2);
    expect(Math.min(...curve.slice(-10))).toBeLessThan(0.6 * curve[0]!);
  });

  it('keeps the number of tensors the same over 50 steps', () => {
    const executor = trainerFor(links);
    executor.train(1);
    const before = tf.memory().numTensors;
    for (let step = 2; step <= 51; step++) executor.train(step);
    expect(tf.memory().numTensors).toBe(before);
    executor.dispose();
  });

  it('frees every tensor when it is disposed', () => {
    const before = tf.memory().numTensors;
    const executor = trainerFor(links);
    executor.train(1);
    executor.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('gives the same losses, bit for bit, for the same seed, and others for another', () => {
    expect(losses(links, 5)).toEqual(losses(links, 5));
    expect(losses(links, 5, 2)).not.toEqual(losses(links, 5));
  });

  it('gives the same losses eagerly and as a graph, dropout included', () => {
    const eager = losses(links, 20, 1, 'eager');
    const graph = losses(links, 20, 1, 'graph');
    for (const [step, loss] of graph.entries()) {
      expect(Math.abs(loss / eager[step]! - 1)).toBeLessThan(1e-5);
    }
  });

  it('gives the same losses as a graph, bit for bit, for the same seed', () => {
    expect(losses(links, 5, 1, 'graph')).toEqual(losses(links, 5, 1, 'graph'));
  });
});
