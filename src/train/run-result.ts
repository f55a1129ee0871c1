import type { RunResult } from '../results/result.ts';
import { divergenceAt } from './divergence.ts';
import { unigramPlateau } from './log-perplexity.ts';
import { measuredResult } from './measuring.ts';
import type { FinalScores } from './scoring.ts';
import type { Session } from './session.ts';
import type { TrainingOutcome } from './trainer.ts';

/**
 * The result of a run that ends now.
 *
 * @param scores undefined where training diverged
 * @param testSeconds wall time of the scoring
 */
export function resultOf(
  { known, task }: Pick<Session, 'known' | 'task'>,
  outcome: Exclude<TrainingOutcome, { status: 'interrupted' }>,
  scores: FinalScores | undefined,
  testSeconds: number,
): RunResult {
  const { status, record } = outcome;
  const { config } = known;
  const ending =
    outcome.status === 'completed'
      ? { endedBy: outcome.endedBy }
      : { divergedAt: record.step, divergence: divergenceAt(outcome.cause, record) };
  return {
    ...known,
    status,
    training: {
      steps: record.step,
      ...ending,
      sourceTokens: record.sourceTokens,
      targetTokens: record.targetTokens,
      losses: record.losses,
    },
    ...measuredResult(config, record),
    dev: record.dev,
    unigram: unigramPlateau(task.unigramLogPerplexity, record.dev),
    ...(config.evaluation.bleuEvery === undefined ? {} : { devBleu: record.devBleu }),
    ...scores,
    timing: {
      finishedAt: new Date().toISOString(),
      trainingSeconds: record.seconds,
      tokensPerSecond: (record.sourceTokens + record.targetTokens) / record.seconds,
      dev: record.devTimes,
      ...(scores === undefined ? {} : { testSeconds }),
      peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
    },
  };
}
