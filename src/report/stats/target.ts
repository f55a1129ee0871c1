import type { RunResult } from '../../results/result.ts';

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
