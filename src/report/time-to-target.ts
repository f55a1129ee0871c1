import type { RunResult } from '../results/result.ts';

/** When a run first had the target's log-perplexity on the development set. */
export type TimeToTarget = {
  readonly steps: number;
  /** Of training steps, on the machine that did the run. */
  readonly seconds: number;
};

/**
 * The target that a cell sets: its final log-perplexity on the development set, of several runs the
 * highest, so that each of them reaches it. Undefined where no run completed.
 */
export function targetOf(runs: readonly RunResult[]): number | undefined {
  const finals = runs.flatMap(({ status, dev }) =>
    status === 'diverged' ? [] : dev.slice(-1).map(({ logPerplexity }) => logPerplexity),
  );
  return finals.length === 0 ? undefined : Math.max(...finals);
}

/** When a run reached `target`; undefined for one that did not, or diverged later. */
export function timeToTarget(
  { status, dev, training, timing }: RunResult,
  target: number,
): TimeToTarget | undefined {
  const reached = dev.find(({ logPerplexity }) => logPerplexity <= target);
  if (status === 'diverged' || reached === undefined) return undefined;
  // Steps take alike: only their sum is measured.
  const seconds = (timing.trainingSeconds * reached.step) / training.steps;
  return { steps: reached.step, seconds };
}
