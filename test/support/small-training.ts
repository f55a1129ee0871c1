import * as tf from '@tensorflow/tfjs-core';
import {
  buildOptimizer,
  disposeTree,
  initialState,
  type LinkConfig,
  type Schedule,
  schedules,
  type TensorTree,
} from 'sublinear-optim';
import { eagerExecutor } from '../../src/executor/eager.ts';
import { graphExecutor } from '../../src/graph/executor.ts';
import { batchInputs, type TokenBatch } from '../../src/model/batch.ts';
import type { ModelConfig } from '../../src/model/config.ts';
import { type Model, translationModel } from '../../src/model/model.ts';
import { type StepOptions, trainingProgram, trainingState } from '../../src/train/step.ts';
import { DROPPING, SYMBOLS, TINY_VOCABULARY } from './tiny-model.ts';

/*
 * A training run that is small enough to try everything on in tests.
 */

export const SGD: LinkConfig[] = [{ link: 'scaleBySchedule', factor: 1 }];

export const ADAFACTOR: LinkConfig[] = [
  { link: 'scaleByFactoredRms', decay: { power: 0.8 }, epsilon1: 1e-30 },
  { link: 'clipByBlockRms', threshold: 1 },
  { link: 'scaleByParameterRms', epsilon2: 1e-3 },
  ...SGD,
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

export type ExecutorKind = keyof typeof EXECUTORS;

/** The model of `config` over the vocabulary of the tests. */
export const smallModel = (config: ModelConfig = DROPPING): Model =>
  translationModel(config, { size: TINY_VOCABULARY, padId: SYMBOLS.padId });

/** What a step takes to train `model` with `links`, and the state before the first step. */
export function startTraining(
  links: LinkConfig[],
  schedule: Schedule = schedules.scaledSchedule(schedules.paperSchedule(false, 100), 5),
  model: Model = smallModel(),
  seed = 1,
): { readonly options: StepOptions; readonly state: TensorTree } {
  const optimizer = buildOptimizer(links, schedule);
  const parameters = model.initialParameters(seed);
  const state = trainingState(parameters, initialState(optimizer, parameters));
  return { options: { model, optimizer, seed }, state };
}

/** Trains on one batch with dropout, step by step, on the backend that is active. */
export function trainerFor(links: LinkConfig[], seed = 1, kind: ExecutorKind = 'eager') {
  const { options, state } = startTraining(links, undefined, undefined, seed);
  const executor = EXECUTORS[kind](state);
  const takeStep = executor.compile(trainingProgram(options));
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
  kind: ExecutorKind = 'eager',
): Promise<number[]> {
  const executor = trainerFor(links, seed, kind);
  const values: number[] = [];
  for (let step = 1; step <= steps; step++) values.push(await executor.train(step));
  executor.dispose();
  return values;
}
