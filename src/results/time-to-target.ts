import type { RunResult } from './result.ts';

/** When a run had come as far as it was asked about. */
export type TimeToTarget = {
  readonly step: number;
  /** Wall time of the training steps up to there; unknown where a result does not have it. */
  readonly seconds?: number;
};

/**
 * When a run first was at a log-perplexity of the development set, or below: the measure by which
 * optimisers are compared whose runs differ in length. Only as fine as the development curve is;
 * undefined where no point of it is so low, and for a run that diverged, however low it had been.
 *
 * @param target nats a token
 */
export function timeToTarget(
  { status, dev, timing }: Pick<RunResult, 'status' | 'dev' | 'timing'>,
  target: number,
): TimeToTarget | undefined {
  const first = dev.find(({ logPerplexity }) => logPerplexity <= target);
  if (status === 'diverged' || first === undefined) return undefined;
  const seconds = timing.dev?.find(({ step }) => step === first.step)?.seconds;
  return { step: first.step, ...(seconds === undefined ? {} : { seconds }) };
}
