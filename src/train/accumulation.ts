import * as tf from '@tensorflow/tfjs-core';
import { disposeTree, type TensorTree } from 'sublinear-optim';
import type { BatchSource } from '../data/batch-source.ts';
import type { CompiledProgram, Signature } from '../executor/executor.ts';
import { batchInputs, type TokenBatch } from '../model/batch.ts';

/*
 * A step on several batches, for steps whose one big batch would not fit into memory: the batches
 * are differentiated one after the other, and the gradients of their summed losses added up; the last
 * one's program adds its own, divides by the target tokens of all, and takes the step. What comes out
 * is the gradient of the big batch's loss, which is a mean over tokens, whatever the share of each
 * batch. It costs memory for one more copy of the parameters.
 */

/** Batches whose gradients are added up for one step. */
export type Accumulation = {
  /** Of a step, two at least. */
  readonly batches: number;
  /** See `accumulatingProgram`. */
  readonly add: CompiledProgram;
};

/** The batches of a step, taken in but for the last. */
export type BegunStep = {
  /** For the program that takes the step, with the last batch; the caller frees them. */
  readonly inputs: TensorTree;
  /** Of the rows of the last batch. */
  readonly length: number;
  /** Of all batches of the step. */
  readonly sourceTokens: number;
  readonly targetTokens: number;
};

/** What `Accumulation.add` is given beside its batch. */
export const BATCH_NUMBER_SIGNATURE: Signature = { batchNumber: { shape: [], dtype: 'int32' } };

/** What the program that takes a step is given beside its batch and `step`. */
export const ACCUMULATION_SIGNATURE: Signature = {
  ...BATCH_NUMBER_SIGNATURE,
  tokens: { shape: [], dtype: 'float32' },
};

/**
 * Takes in the batches of `step` but the last, adding their gradients up in the executor's state.
 *
 * @param accumulation undefined where a step has one batch
 */
export function beginStep(
  batches: BatchSource,
  step: number,
  accumulation: Accumulation | undefined,
): BegunStep {
  const count = accumulation?.batches ?? 1;
  const first = (step - 1) * count;
  const ofStep = Array.from({ length: count }, (_, i) => batches.batch(first + i));
  // From 1, as steps are.
  const batchNumber = (i: number) => tf.scalar(first + i + 1, 'int32');
  const sum = (of: (batch: TokenBatch) => number) =>
    ofStep.reduce((total, batch) => total + of(batch), 0);
  const targetTokens = sum((batch) => batch.targetTokens);
  const lastBatch = ofStep.at(-1)!;
  const last = { ...batchInputs(lastBatch), step: tf.scalar(step, 'int32') };
  const sourceTokens = sum((batch) => batch.sourceTokens);
  const begun = { length: lastBatch.length, sourceTokens, targetTokens };
  if (accumulation === undefined) return { inputs: last, ...begun };
  for (const [i, batch] of ofStep.slice(0, -1).entries()) {
    const inputs = { ...batchInputs(batch), batchNumber: batchNumber(i) };
    disposeTree({ ...inputs, ...accumulation.add(inputs) });
  }
  const tokens = tf.scalar(targetTokens);
  return { inputs: { ...last, batchNumber: batchNumber(count - 1), tokens }, ...begun };
}
