import * as tf from '@tensorflow/tfjs-core';
import {
  applyUpdates,
  type GradientTransform,
  leaf,
  mapTree,
  type TensorTree,
  underPrefix,
  withPrefix,
} from 'sublinear-optim';
import type { Program, Signature } from '../executor/executor.ts';
import { type Batch, batchOf } from '../model/batch.ts';
import type { Loss, Model } from '../model/model.ts';
import { AVERAGES, type AveragingConfig, polyakAveraged } from './averages.ts';
import { DIAGNOSTICS, type StepProbe } from './probe.ts';

/*
 * The programs that take a training step. What they compute follows from state and inputs alone: they
 * read nothing back and draw no random number from outside.
 *
 * A step may have several batches, for a batch that would not fit into memory. The batches are
 * differentiated one after the other, and the gradients of their summed losses are added up. The
 * program of the last one adds its own, divides by the target tokens of all, and takes the step. The
 * result is the gradient of the big batch's loss, a mean over tokens, whatever the share of each batch.
 * It costs memory for one more copy of the parameters.
 */

/** Where an executor's state holds the model's parameters. */
export const PARAMETERS = 'parameters';

/** Where it holds the optimiser's state. */
export const OPTIMIZER = 'optimizer';

/** Everything that a checkpoint keeps of an executor's state. */
export const STATE_PREFIXES = [PARAMETERS, OPTIMIZER, AVERAGES, DIAGNOSTICS] as const;

/** Where it holds sums over batches of a step; they are zeros from one step to the next. */
const SUMMED_GRADIENTS = 'accumulated/gradients';
const SUMMED_TOTAL = 'accumulated/total';

/** What every training program takes beside a batch: t, counted from 1. */
export const STEP_SIGNATURE: Signature = { step: { shape: [], dtype: 'int32' } };

/** What `accumulatingProgram` takes beside a batch: its number since the start, counted from 1. */
export const BATCH_NUMBER_SIGNATURE: Signature = { batchNumber: { shape: [], dtype: 'int32' } };

/** What `trainingProgram` takes for the last of several batches: also the target tokens of all. */
export const LAST_BATCH_SIGNATURE: Signature = {
  ...STEP_SIGNATURE,
  ...BATCH_NUMBER_SIGNATURE,
  tokens: { shape: [], dtype: 'float32' },
};

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

/** What `accumulatingProgram` adds to, before the first batch of a step. */
export function emptySums(parameters: TensorTree): TensorTree {
  const gradients = mapTree(parameters, (parameter) => tf.zerosLike(parameter));
  return { ...withPrefix(SUMMED_GRADIENTS, gradients), [SUMMED_TOTAL]: tf.scalar(0) };
}

/** The model to differentiate, and the seed of its dropout masks. */
type GradientOptions = { readonly model: Model; readonly seed: number };

export type StepOptions = GradientOptions & { readonly optimizer: GradientTransform };

/**
 * The value of `objective` on a batch, and its gradients.
 *
 * @param draw what the dropout masks depend on beside the seed: another int32 for each batch
 */
function differentiate(
  { model, seed }: GradientOptions,
  parameters: TensorTree,
  batch: Batch,
  draw: tf.Tensor,
  objective: (loss: Loss) => tf.Scalar,
): { readonly value: tf.Tensor; readonly gradients: TensorTree } {
  const names = Object.keys(parameters);
  const treeOf = (values: readonly tf.Tensor[]): TensorTree =>
    Object.fromEntries(names.map((name, i) => [name, values[i]!]));
  const ofValues = (...values: tf.Tensor[]) =>
    objective(model.trainingLoss(treeOf(values), batch, { seed, step: draw as tf.Scalar }));
  const { value, grads } = tf.valueAndGrads(ofValues)(Object.values(parameters));
  return { value, gradients: treeOf(grads) };
}

/**
 * A batch and its number to `total`, the loss of its target tokens together; this and its gradients
 * are added to those of the batches before it in the same step.
 */
export function accumulatingProgram(options: GradientOptions): Program {
  return (state, inputs) => {
    const { value, gradients } = differentiate(
      options,
      underPrefix(PARAMETERS, state),
      batchOf(inputs),
      leaf(inputs, 'batchNumber'),
      ({ total }) => total,
    );
    const before = underPrefix(SUMMED_GRADIENTS, state);
    const sums = mapTree(gradients, (gradient, name) => tf.add(leaf(before, name), gradient));
    return {
      outputs: { total: value },
      state: {
        ...withPrefix(SUMMED_GRADIENTS, sums),
        [SUMMED_TOTAL]: tf.add(leaf(state, SUMMED_TOTAL), value),
      },
    };
  };
}

/** The mean loss of the target tokens of all batches of a step, and its gradients. */
function meanLoss(
  options: GradientOptions,
  state: TensorTree,
  parameters: TensorTree,
  { tokens: allTokens, batchNumber, ...inputs }: TensorTree,
): { readonly loss: tf.Tensor; readonly gradients: TensorTree } {
  const batch = batchOf(inputs);
  if (allTokens === undefined || batchNumber === undefined) {
    const mean = ({ total, tokens }: Loss): tf.Scalar => tf.div(total, tokens);
    const step = leaf(inputs, 'step');
    const { value, gradients } = differentiate(options, parameters, batch, step, mean);
    return { loss: value, gradients };
  }
  const sum = ({ total }: Loss) => total;
  const last = differentiate(options, parameters, batch, batchNumber, sum);
  const earlier = underPrefix(SUMMED_GRADIENTS, state);
  return {
    loss: tf.div(tf.add(leaf(state, SUMMED_TOTAL), last.value), allTokens),
    gradients: mapTree(last.gradients, (gradient, name) =>
      tf.div(tf.add(leaf(earlier, name), gradient), allTokens),
    ),
  };
}

/**
 * One training step: a batch and `step` to `loss`, the training objective before the step in nats a
 * target token, and new parameters and optimiser state, and the parameters' Polyak average where
 * `averaging` asks for one. Inputs of `LAST_BATCH_SIGNATURE` make the batch the last of several.
 *
 * @param createProbe makes what else looks at the step, anew each time that it is computed or traced
 */
export function trainingProgram(
  { optimizer, ...options }: StepOptions,
  { polyak }: AveragingConfig = {},
  createProbe?: () => StepProbe,
): Program {
  return (state, inputs) => {
    const step = leaf(inputs, 'step') as tf.Scalar;
    const probe = createProbe?.();
    const before = underPrefix(PARAMETERS, state);
    const { loss, gradients } = meanLoss(options, state, before, inputs);
    const { updates, state: optimizerState } = optimizer.update(
      gradients,
      underPrefix(OPTIMIZER, state),
      { parameters: before, step: tf.cast(step, 'float32'), observer: probe?.observer },
    );
    const parameters = applyUpdates(before, updates);
    const averages =
      polyak === undefined
        ? {}
        : polyakAveraged(
            underPrefix(AVERAGES, state),
            parameters,
            tf.cast(step, 'float32'),
            polyak.decay,
          );
    const seen = probe?.results(state, before, { gradients, updates });
    return {
      outputs: { loss, ...seen?.outputs },
      state: {
        ...trainingState(parameters, optimizerState, averages),
        ...seen?.state,
        ...(inputs.tokens === undefined ? {} : emptySums(before)),
      },
    };
  };
}
