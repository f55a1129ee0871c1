import * as tf from '@tensorflow/tfjs-core';
import { disposeTree, leaf, type TensorTree, underPrefix } from 'sublinear-optim';
import type { RunConfig } from '../config/run-config.ts';
import type { Executor, Program } from '../executor/executor.ts';
import type { DivergenceCause } from '../results/divergence-causes.ts';
import type { Divergence } from '../results/result.ts';
import type { LossWatch, TrainingRecord } from './record.ts';
import { OPTIMIZER, PARAMETERS } from './step.ts';

/** A step that was done, and its loss. */
export type StepDone = {
  readonly loss: number;
  readonly sourceTokens: number;
  readonly targetTokens: number;
};

/** The watch after one more loss. */
function watched(before: LossWatch | undefined, loss: number): LossWatch {
  const first = before?.first ?? loss;
  return { first, last: loss, aboveFirst: loss > first ? (before?.aboveFirst ?? 0) + 1 : 0 };
}

/**
 * The record after the steps `done`, or after the one among them at which training diverged. Steps
 * beyond that one do not count, so that nothing depends on when losses are read.
 *
 * The rule counts single steps with a loss above the first one, that of the untrained model. A running
 * mean would not do: one enormous loss holds it above the start for the length of its window, although
 * training may have recovered. One batch below the first loss shows that training is not lost.
 *
 * @param rule undefined where only losses that are not finite end training
 */
export function recordSteps(
  record: TrainingRecord,
  done: readonly StepDone[],
  rule: RunConfig['training']['divergence'],
): { readonly record: TrainingRecord; readonly diverged?: DivergenceCause } {
  let { step, watch, sourceTokens, targetTokens } = record;
  const pending = [...record.pending];
  const reached = () => ({ ...record, step, pending, watch, sourceTokens, targetTokens });
  for (const { loss, ...tokens } of done) {
    step += 1;
    sourceTokens += tokens.sourceTokens;
    targetTokens += tokens.targetTokens;
    if (!Number.isFinite(loss)) return { record: reached(), diverged: 'loss' };
    pending.push(loss);
    watch = watched(watch, loss);
    if (rule !== undefined && watch.aboveFirst >= rule.aboveStartFor) {
      return { record: reached(), diverged: 'aboveStart' };
    }
  }
  return { record: reached() };
}

/** What a result says of training that diverged at the last step of a record. */
export function divergenceAt(
  cause: DivergenceCause,
  { step, watch, dev }: TrainingRecord,
): Divergence {
  const lastDev = dev.at(-1);
  return {
    cause,
    ...(watch === undefined
      ? {}
      : {
          firstLoss: watch.first,
          // Every other cause leaves the step itself with a loss that is finite.
          lastLoss: { step: cause === 'loss' ? step - 1 : step, loss: watch.last },
        }),
    ...(lastDev === undefined ? {} : { lastDev }),
  };
}

/** The largest number that float32 has. */
const LARGEST = 3.4028234663852886e38;

/** How many entries are NaN or infinite. */
function countNonFinite(tree: TensorTree): tf.Scalar {
  return Object.values(tree).reduce<tf.Scalar>((count, tensor) => {
    const here = tf.tidy(() => {
      // No comparison holds for NaN, so this asks for what is finite. A sum of magnitudes would take
      // one pass less, and overflow where every entry is finite.
      const finite = tf.lessEqual(tf.abs(tensor), LARGEST);
      return tf.sum(tf.sub(1, tf.cast(finite, 'float32')));
    });
    return tf.add(count, here);
  }, tf.scalar(0));
}

const nonFiniteProgram: Program = (state) => ({
  outputs: {
    parameters: countNonFinite(underPrefix(PARAMETERS, state)),
    optimizerState: countNonFinite(underPrefix(OPTIMIZER, state)),
  },
});

/** Which part of what is trained has entries that are NaN or infinite, if one has. */
export type FindNonFinite = () => Promise<'parameters' | 'optimizerState' | undefined>;

/**
 * Finds NaN and infinity in what `executor` trains. Most of them show in the next loss. These do not:
 * an embedding that the next batch does not use, and a second moment that has overflowed, which stays
 * infinite and never lets its parameter move again.
 */
export function compileFindNonFinite(executor: Executor): FindNonFinite {
  const count = executor.compile(nonFiniteProgram, [{}]);
  return async () => {
    const outputs = count({});
    const [parameters] = await leaf(outputs, 'parameters').data();
    const [optimizerState] = await leaf(outputs, 'optimizerState').data();
    disposeTree(outputs);
    if (parameters! > 0) return 'parameters';
    return optimizerState! > 0 ? 'optimizerState' : undefined;
  };
}
