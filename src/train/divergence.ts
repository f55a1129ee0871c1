import type { Divergence, DivergenceCause } from '../results/result.ts';
import type { LossWatch, TrainingRecord } from './record.ts';

/** When training is given up although its loss is a finite number. */
export type DivergenceRule = {
  /**
   * After this many steps in a row, each with a loss above that of the first step, which is the loss
   * of the untrained model.
   *
   * Single steps count, not a running mean: one enormous loss would hold a mean above the start for
   * the length of its window, whether or not training has recovered, and one batch that the model
   * does better on than untrained shows that it has not been lost.
   */
  readonly aboveStartFor: number;
};

/** A step that was done, and its loss. */
export type StepDone = {
  readonly loss: number;
  readonly sourceTokens: number;
  readonly targetTokens: number;
};

/** What is known of the losses after one more. */
function watched(before: LossWatch | undefined, loss: number): LossWatch {
  const first = before?.first ?? loss;
  return { first, last: loss, aboveFirst: loss > first ? (before?.aboveFirst ?? 0) + 1 : 0 };
}

/**
 * The record after the steps `done`, or after the one among them at which training diverged: what
 * was done beyond it does not count, so that nothing depends on when losses are read.
 *
 * @param rule undefined where only losses that are no finite numbers end training
 */
export function recordSteps(
  record: TrainingRecord,
  done: readonly StepDone[],
  rule: DivergenceRule | undefined,
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

/** What is said of training that has diverged at the last step of a record. */
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
