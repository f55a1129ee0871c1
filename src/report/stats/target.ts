import { max } from 'd3-array';
import type { RunResult } from '../../results/result.ts';

/** When a run had come as far as it was asked about. */
type TimeToTarget = {
  readonly step: number;
  /** Wall time of the training steps up to there; unknown where a result does not have it. */
  readonly seconds?: number;
};

/**
 * When a run first was at a log-perplexity of the development set, or below: the measure that compares
 * optimisers whose runs differ in length. It is as fine as the development curve. Undefined where no
 * point of the curve is so low, and for a run that diverged.
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

/**
 * The target that a cell sets: the final log-perplexity of the development set, the highest of several
 * runs, so that each of them reaches it. Undefined where no run completed.
 */
export function targetOf(runs: readonly RunResult[]): number | undefined {
  return max(runs, ({ status, dev }) =>
    status === 'diverged' ? undefined : dev.at(-1)?.logPerplexity,
  );
}
