import * as tf from '@tensorflow/tfjs-core';
import { leaf, mapTree, type TensorTree, underPrefix, withPrefix } from 'sublinear-optim';
import type { Program, Signature } from '../executor/executor.ts';
import { batchOf } from '../model/batch.ts';
import type { Model } from '../model/model.ts';
import { AVERAGES, type AveragingConfig, polyakAveraged } from './averages.ts';
import { DIAGNOSTICS, type StepProbe } from './probe.ts';
import {
  differentiate,
  type EarlierBatches,
  type GradientOptions,
  type TrainingStep,
} from './step.ts';

/** Where an executor's state holds the model's parameters. */
export const PARAMETERS = 'parameters';

/** Where it holds the optimiser's state. */
export const OPTIMIZER = 'optimizer';

/** Everything that an executor's state holds while it trains. */
export const STATE_PREFIXES = [PARAMETERS, OPTIMIZER, AVERAGES, DIAGNOSTICS] as const;

/** Where it holds sums over batches of a step; they are zeros from one step to the next. */
const ACCUMULATED = 'accumulated';
const ACCUMULATED_GRADIENTS = `${ACCUMULATED}/gradients`;
const ACCUMULATED_TOTAL = `${ACCUMULATED}/total`;

/** The state of an executor before the first step, or what replaces it after one. */
export function trainingState(
  parameters: TensorTree,
  optimizerState: TensorTree,
  averages: TensorTree = {},
): TensorTree {
  return {
    ...withPrefix(PARAMETERS, parameters),
    ...withPrefix(OPTIMIZER, optimizerState),
    ...withPrefix(AVERAGES, averages),
  };
}

/** The signature of the input `step` of a training program. */
export const STEP_SIGNATURE: Signature = { step: { shape: [], dtype: 'int32' } };

/** What `accumulatingProgram` adds to, before the first batch of a step. */
export function emptySums(parameters: TensorTree): TensorTree {
  return {
    ...withPrefix(
      ACCUMULATED_GRADIENTS,
      mapTree(parameters, (parameter) => tf.zerosLike(parameter)),
    ),
    [ACCUMULATED_TOTAL]: tf.scalar(0),
  };
}

/**
 * A batch and its number to `total`, the loss of its target tokens together; this and its gradients
 * are added to those of the batches before it in the same step.
 */
export function accumulatingProgram(options: GradientOptions): Program {
  return (state, inputs) => {
    const { value, gradients } = differentiate(options, {
      parameters: underPrefix(PARAMETERS, state),
      batch: batchOf(inputs),
      draw: leaf(inputs, 'batchNumber') as tf.Scalar,
      objective: ({ total }) => total,
    });
    const before = underPrefix(ACCUMULATED_GRADIENTS, state);
    const sums = mapTree(gradients, (gradient, name) => tf.add(leaf(before, name), gradient));
    return {
      outputs: { total: value },
      state: {
        ...withPrefix(ACCUMULATED_GRADIENTS, sums),
        [ACCUMULATED_TOTAL]: tf.add(leaf(state, ACCUMULATED_TOTAL), value),
      },
    };
  };
}

/** The sums over the earlier batches of a step, where its inputs say that it has several. */
function earlierBatches(state: TensorTree, { tokens, batchNumber }: TensorTree) {
  if (tokens === undefined || batchNumber === undefined) return undefined;
  const earlier: EarlierBatches = {
    gradients: underPrefix(ACCUMULATED_GRADIENTS, state),
    total: leaf(state, ACCUMULATED_TOTAL) as tf.Scalar,
    tokens: tokens as tf.Scalar,
    batchNumber: batchNumber as tf.Scalar,
  };
  return earlier;
}

/**
 * One training step: a batch and `step` to `loss`, and new parameters and optimiser state, and the
 * parameters' Polyak average where `averaging` asks for one. Where `tokens` and `batchNumber` are
 * given too, the batch is the last of several; see `accumulation.ts`. `createProbe` makes what else
 * looks at the step, anew each time that it is computed or traced.
 */
export function trainingProgram(
  takeStep: TrainingStep,
  { polyak }: AveragingConfig = {},
  createProbe?: () => StepProbe,
): Program {
  return (state, inputs) => {
    const step = leaf(inputs, 'step') as tf.Scalar;
    const probe = createProbe?.();
    const before = underPrefix(PARAMETERS, state);
    const earlier = earlierBatches(state, inputs);
    const taken = takeStep({
      parameters: before,
      optimizerState: underPrefix(OPTIMIZER, state),
      batch: batchOf(inputs),
      step,
      observer: probe?.observer,
      earlier,
    });
    const { loss, parameters, optimizerState } = taken;
    const averages =
      polyak === undefined
        ? {}
        : polyakAveraged(
            underPrefix(AVERAGES, state),
            parameters,
            tf.cast(step, 'float32'),
            polyak.decay,
          );
    const seen = probe?.results(state, before, taken);
    return {
      outputs: { loss, ...seen?.outputs },
      state: {
        ...trainingState(parameters, optimizerState, averages),
        ...seen?.state,
        ...(earlier === undefined ? {} : emptySums(before)),
      },
    };
  };
}

/** A batch to `total`: its negative log-likelihood in nats, without smoothing or dropout. */
export function likelihoodProgram(model: Model): Program {
  return (state, inputs) => {
    const { total } = model.likelihood(underPrefix(PARAMETERS, state), batchOf(inputs));
    return { outputs: { total } };
  };
}
