import * as tf from '@tensorflow/tfjs-core';
import { underPrefix } from 'sublinear-optim';
import type { RunConfig } from '../config/run-config.ts';
import type { Executor } from '../executor/executor.ts';
import type { Bleu, RunResult } from '../results/result.ts';
import type { ScoredTranslations } from '../results/translations.ts';
import { AVERAGES, averageKinds } from './averages.ts';
import { PARAMETERS } from './programs.ts';
import { bestPoint, type TrainingRecord } from './record.ts';
import { checkpointFolder, readTraining } from './resume.ts';
import { type Scorer, withParameters } from './scorer.ts';

/** What a result says about the test set. */
export type FinalScores = Pick<RunResult, 'test' | 'averages' | 'best'>;

/** The scores of every average that the configuration asks for. */
async function scoreAverages(config: RunConfig, executor: Executor, scorer: Scorer) {
  const scores: NonNullable<RunResult['averages']> = {};
  for (const kind of averageKinds(config.averaging ?? {})) {
    const average = executor.read(`${AVERAGES}/${kind}`);
    scores[kind] = await withParameters(executor, average, async () => ({
      logPerplexity: await scorer.logPerplexity(),
      bleu: (await scorer.test(`test.${kind}`)).bleu,
    }));
    tf.dispose(average);
  }
  return scores;
}

/**
 * The scores of the parameters with the lowest log-perplexity of the development set, which their
 * checkpoint in `folder` still has. Where these are the last ones, their BLEU is `last`.
 */
async function scoreBest(
  folder: string,
  record: TrainingRecord,
  last: Bleu,
  executor: Executor,
  scorer: Scorer,
): Promise<RunResult['best']> {
  const best = bestPoint(record.dev);
  if (best === undefined) return undefined;
  if (best.step === record.step) return { ...best, bleu: last };
  const { state } = readTraining(checkpointFolder(folder), best.step);
  try {
    const parameters = underPrefix(PARAMETERS, state);
    const { bleu } = await withParameters(executor, parameters, () => scorer.test('test.best'));
    return { ...best, bleu };
  } finally {
    tf.dispose(state);
  }
}

/**
 * Scores what training, now done, has left: the parameters, and those averages and best ones of
 * them that the configuration asks for.
 *
 * @param folder the run's
 * @throws UserError where the checkpoint of the best parameters is damaged
 */
export async function scoreTest(
  config: RunConfig,
  folder: string,
  record: TrainingRecord,
  executor: Executor,
  scorer: Scorer,
): Promise<{ scores: FinalScores; translations: ScoredTranslations }> {
  const { bleu, translations } = await scorer.test('test');
  const permutationFloor = scorer.permutationFloor(translations.translations);
  const averages =
    config.averaging === undefined
      ? {}
      : { averages: await scoreAverages(config, executor, scorer) };
  const best =
    config.evaluation.best === true
      ? { best: await scoreBest(folder, record, bleu, executor, scorer) }
      : {};
  return { scores: { test: { bleu, permutationFloor }, ...averages, ...best }, translations };
}
