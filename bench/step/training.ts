import * as tf from '@tensorflow/tfjs-core';
import {
  buildOptimizer,
  disposeTree,
  elementCount,
  type GradientTransform,
  initialState,
  leaf,
  mapTree,
  schedules,
  type TensorTree,
} from 'sublinear-optim';
import type { ExecutorName } from '../../src/backend/info.ts';
import { eagerExecutor } from '../../src/executor/eager.ts';
import type { Program } from '../../src/executor/executor.ts';
import { graphExecutor } from '../../src/graph/executor.ts';
import { batchInputs, type TokenBatch } from '../../src/model/batch.ts';
import { translationModel } from '../../src/model/model.ts';
import { PARAMETERS, trainingProgram, trainingState } from '../../src/train/step.ts';
import type { TurnRequest } from '../harness/serve.ts';
import { tokenBatch, type Workload } from './workload.ts';

/** Trains step by step. */
type Training = {
  /** Scalar parameters of the model. */
  readonly parameters: number;
  /** Trains for one step: milliseconds that it took, and the loss before it. */
  step(): Promise<{ milliseconds: number; loss: number }>;
};

/** Keeps the gradients as its state, so that they are computed, and changes nothing. */
const KEEP_GRADIENTS: GradientTransform = {
  stateShapes: (parameters) => parameters,
  update: (gradients) => ({
    updates: mapTree(gradients, () => tf.scalar(0)),
    state: gradients,
  }),
};

/** `program` without its new parameters, so that the graph does not even subtract zeros. */
function keepingParameters(program: Program): Program {
  return (state, inputs) => {
    const { outputs, state: next = {} } = program(state, inputs);
    const kept = Object.entries(next).filter(([name]) => !name.startsWith(`${PARAMETERS}/`));
    return { outputs, state: Object.fromEntries(kept) };
  };
}

/** A training step on `workload`, and the state before the first. */
export function createTrainingProgram(
  workload: Workload,
  parameters: TensorTree,
): { program: Program; state: TensorTree } {
  const { padId, seed, optimizer: options } = workload;
  const model = translationModel(workload.model, { size: workload.vocabulary, padId });
  const optimizer =
    options.name === 'none'
      ? KEEP_GRADIENTS
      : buildOptimizer(options, schedules.constantSchedule(1));
  const whole = trainingProgram({ model, optimizer, seed });
  return {
    program: options.name === 'none' ? keepingParameters(whole) : whole,
    state: trainingState(parameters, initialState(optimizer, parameters)),
  };
}

/**
 * Prepares to train on `workload` with the named executor; the backend is started.
 *
 * @param batchOf the batch of a step, counted from 1; by default the workload's own again and again
 */
export function createTraining(
  workload: Workload,
  parameters: TensorTree,
  name: ExecutorName,
  batchOf?: (step: number) => TokenBatch,
): Training {
  const { program, state } = createTrainingProgram(workload, parameters);
  const size = elementCount(parameters);
  const createExecutor = name === 'graph' ? graphExecutor : eagerExecutor;
  const takeStep = createExecutor(state).compile(program);
  const everyStep = batchOf === undefined ? batchInputs(tokenBatch(workload)) : {};
  let steps = 0;
  return {
    parameters: size,
    step: async () => {
      steps++;
      const batch = batchOf?.(steps);
      const start = performance.now();
      const inputs = {
        ...(batch === undefined ? {} : batchInputs(batch)),
        step: tf.scalar(steps, 'int32'),
      };
      const outputs = takeStep({ ...everyStep, ...inputs });
      const [loss] = await leaf(outputs, 'loss').data();
      disposeTree({ ...inputs, ...outputs });
      return { milliseconds: performance.now() - start, loss: loss! };
    },
  };
}

/**
 * Takes the steps asked for; one at least, however short the time.
 *
 * @param warmUp takes a step before them that is not counted
 */
export async function takeSteps(
  training: Training,
  { steps, withinMs = Number.POSITIVE_INFINITY }: TurnRequest,
  warmUp = true,
): Promise<{ stepMs: number[]; losses: number[] }> {
  const end = performance.now() + withinMs;
  if (warmUp) await training.step();
  const taken: Awaited<ReturnType<Training['step']>>[] = [];
  do taken.push(await training.step());
  while (taken.length < steps && performance.now() < end);
  return {
    stepMs: taken.map(({ milliseconds }) => milliseconds),
    losses: taken.map(({ loss }) => loss),
  };
}
