import type { RunConfig } from '../config/run-config.ts';
import type { EndReason } from '../results/result.ts';
import type { TrainingRecord } from './record.ts';

/**
 * Where a run ends before the last step of its schedule, whichever is reached first. The schedule stays
 * that of `training.steps` steps. Seconds count the training steps over all the times that the run was
 * started, without evaluation and saving: a faster machine gets further in them.
 */
type StopLimits = RunConfig['training']['stopAt'];

/** The last step that there may be. */
export function lastStep(steps: number, limits: StopLimits): number {
  return Math.min(steps, limits?.steps ?? steps);
}

/**
 * The limit that has been reached; of several, one that every machine reaches at the same step.
 *
 * @param steps the schedule's
 */
export function reachedLimit(
  steps: number,
  limits: StopLimits,
  spent: { readonly step: number; readonly tokens: number; readonly seconds: number },
): EndReason | undefined {
  const { tokens = Number.POSITIVE_INFINITY, seconds = Number.POSITIVE_INFINITY } = limits ?? {};
  if (spent.step >= lastStep(steps, limits)) return 'steps';
  if (spent.tokens >= tokens) return 'tokens';
  return spent.seconds >= seconds ? 'seconds' : undefined;
}

/** Whether the last point of the development curve has reached the log-perplexity to stop at. */
export function reachedTarget(limits: StopLimits, { dev }: TrainingRecord): EndReason | undefined {
  const target = limits?.devLogPerplexity;
  const last = dev.at(-1);
  if (target === undefined || last === undefined) return undefined;
  return last.logPerplexity <= target ? 'devLogPerplexity' : undefined;
}

/** Why nothing is left to do after `record`; undefined where training goes on. */
export function alreadyEnded(
  steps: number,
  limits: StopLimits,
  record: TrainingRecord,
): EndReason | undefined {
  // A run never ends without an evaluation; one that was only saved here goes on to the next step.
  if (record.dev.at(-1)?.step !== record.step) return undefined;
  const tokens = record.sourceTokens + record.targetTokens;
  return reachedLimit(steps, limits, { ...record, tokens }) ?? reachedTarget(limits, record);
}
