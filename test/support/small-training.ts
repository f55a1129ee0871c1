import * as tf from '@tensorflow/tfjs-core';
import {
  buildOptimizer,
  disposeTree,
  initialState,
  type LinkConfig,
  schedules,
} from 'sublinear-optim';
import { eagerExecutor } from '../../src/executor/eager.ts';
import { graphExecutor } from '../../src/graph/executor.ts';
import { batchInputs, type TokenBatch } from '../../src/model/batch.ts';
import type { ModelConfig } from '../../src/model/config.ts';
import { translationModel } from '../../src/model/translation-model.ts';
import { trainingProgram, trainingState } from '../../src/train/programs.ts';
import { createTrainingStep } from '../../src/train/step.ts';

/*
 * A training run that is small enough to try everything on in tests.
 */

export const VOCABULARY = 20;

export const MODEL: ModelConfig = {
  encoderLayers: 1,
  decoderLayers: 1,
  dModel: 8,
  dFeedForward: 16,
  heads: 2,
  dropout: { residual: 0.1, attention: 0.1, relu: 0.1 },
  labelSmoothing: 0.1,
  embedding: { sharing: 'all', sigma: '1/sqrt(dModel)', multiplier: 'sqrt(dModel)' },
};

export const ADAFACTOR: LinkConfig[] = [
  { link: 'scaleByFactoredRms', decay: { power: 0.8 }, epsilon1: 1e-30 },
  { link: 'clipByBlockRms', threshold: 1 },
  { link: 'scaleByParameterRms', epsilon2: 1e-3 },
  { link: 'scaleBySchedule', factor: 1 },
];

export const ADAM: LinkConfig[] = [
  { link: 'scaleByAdam', beta1: 0.9, beta2: 0.999, epsilon: 1e-9 },
  { link: 'scaleBySchedule', factor: 0.1 },
];

/** A copying task: two sentences of three tokens, and padding. */
export const BATCH: TokenBatch = {
  rows: 2,
  length: 5,
  source: Int32Array.of(7, 8, 9, 3, 0, 10, 11, 12, 3, 0),
  targetInput: Int32Array.of(2, 7, 8, 9, 0, 2, 10, 11, 12, 0),
  targetOutput: Int32Array.of(7, 8, 9, 3, 0, 10, 11, 12, 3, 0),
  sourceTokens: 8,
  targetTokens: 8,
};

export const EXECUTORS = { eager: eagerExecutor, graph: graphExecutor };

/** Trains on one batch with dropout, step by step, on the backend that is active. */
export function trainerFor(links: LinkConfig[], seed = 1, kind: keyof typeof EXECUTORS = 'eager') {
  const optimizer = buildOptimizer(
    links,
    schedules.scaledSchedule(schedules.paperSchedule(false, 100), 5),
  );
  const model = translationModel(MODEL, { size: VOCABULARY, padId: 0 });
  const parameters = model.initialParameters(seed);
  const step = createTrainingStep({ model, optimizer, seed });
  const state = trainingState(parameters, initialState(optimizer, parameters));
  const executor = EXECUTORS[kind](state);
  const takeStep = executor.compile(trainingProgram(step));
  return {
    /** Does step `number`; resolves to the loss before it. */
    train: async (number: number): Promise<number> => {
      const inputs = { ...batchInputs(BATCH), step: tf.scalar(number, 'int32') };
      const { loss } = takeStep(inputs);
      const [value] = await loss!.data();
      disposeTree({ ...inputs, loss: loss! });
      return value!;
    },
    dispose: executor.dispose,
  };
}

/** The losses of the first `steps` steps. */
export async function losses(
  links: LinkConfig[],
  steps: number,
  seed = 1,
  kind: keyof typeof EXECUTORS = 'eager',
): Promise<number[]> {
  const executor = trainerFor(links, seed, kind);
  const values: number[] = [];
  for (let step = 1; step <= steps; step++) values.push(await executor.train(step));
  executor.dispose();
  return values;
}
