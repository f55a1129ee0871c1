import type { RunResult } from '../results/result.ts';
import { divergenceAt } from './divergence.ts';
import { measuredResult } from './measuring.ts';
import type { Session } from './session.ts';
import type { FinalScores } from './test-scores.ts';
import type { TrainingOutcome } from './trainer.ts';
import { unigramPlateau } from './unigram-plateau.ts';

/** What the end of a run adds to what training came to. */
export type RunEnd = {
  /** Absent where training diverged: there is nothing to score. */
  readonly scores?: FinalScores | undefined;
  /** Wall time of the scoring. */
  readonly testSeconds: number;
  readonly finishedAt: Date;
  readonly peakMemoryBytes: number;
};

/** The result of a run that has ended. */
export function resultOf(
  { known, task }: Pick<Session, 'known' | 'task'>,
  outcome: Exclude<TrainingOutcome, { status: 'interrupted' }>,
  { scores, testSeconds, finishedAt, peakMemoryBytes }: RunEnd,
): RunResult {
  const { status, record } = outcome;
  const { config } = known;
  const end =
    outcome.status === 'completed'
      ? { endedBy: outcome.endedBy }
      : { divergedAt: record.step, divergence: divergenceAt(outcome.cause, record) };
  return {
    ...known,
    status,
    training: {
      steps: record.step,
      ...end,
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
      finishedAt: finishedAt.toISOString(),
      trainingSeconds: record.seconds,
      tokensPerSecond: (record.sourceTokens + record.targetTokens) / record.seconds,
      dev: record.devTimes,
      ...(scores === undefined ? {} : { testSeconds }),
      peakMemoryBytes,
    },
  };
}
