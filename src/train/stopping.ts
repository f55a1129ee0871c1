import type { EndReason } from '../results/result.ts';
import type { TrainingRecord } from './record.ts';

/**
 * Where a run ends before the last step of its schedule; whichever is reached first. The schedule
 * stays that of `training.steps` steps.
 */
export type StopLimits = {
  readonly steps?: number | undefined;
  /** Source and target tokens trained on, padding not counted. */
  readonly tokens?: number | undefined;
  /** Log-perplexity of the development set, nats a token, in one of the regular evaluations. */
  readonly devLogPerplexity?: number | undefined;
  /**
   * Wall time of training steps, over all the times that the run was started; evaluation and saving
   * do not count. A faster machine gets further in it: the result is that of the machine.
   */
  readonly seconds?: number | undefined;
};

/** How far training has come. */
export type Spent = { readonly step: number; readonly tokens: number; readonly seconds: number };

/** The last step that there may be. */
export function lastStep(steps: number, limits: StopLimits | undefined): number {
  return Math.min(steps, limits?.steps ?? steps);
}

/**
 * The limit that has been reached, of several the one that every machine reaches at the same step.
 *
 * @param steps the schedule's
 */
export function reachedLimit(
  steps: number,
  limits: StopLimits | undefined,
  spent: Spent,
): EndReason | undefined {
  const { tokens = Number.POSITIVE_INFINITY, seconds = Number.POSITIVE_INFINITY } = limits ?? {};
  if (spent.step >= lastStep(steps, limits)) return 'steps';
  if (spent.tokens >= tokens) return 'tokens';
  return spent.seconds >= seconds ? 'seconds' : undefined;
}

/** Whether the last point of the development curve is as good as training is to get. */
export function reachedTarget(
  limits: StopLimits | undefined,
  { dev }: TrainingRecord,
): EndReason | undefined {
  const target = limits?.devLogPerplexity;
  const last = dev.at(-1);
  if (target === undefined || last === undefined) return undefined;
  return last.logPerplexity <= target ? 'devLogPerplexity' : undefined;
}

/** Why there is nothing left to do after what `record` says was done; undefined where there is. */
export function alreadyEnded(
  steps: number,
  limits: StopLimits | undefined,
  record: TrainingRecord,
): EndReason | undefined {
  // A run never ends without an evaluation; one that was only saved here goes on to the next step.
  if (record.dev.at(-1)?.step !== record.step) return undefined;
  const tokens = record.sourceTokens + record.targetTokens;
  return reachedLimit(steps, limits, { ...record, tokens }) ?? reachedTarget(limits, record);
}
