import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import {
  bleu as bleuMetric,
  corpusStatistics,
  type Metric,
  type Score,
  sumStatistics,
} from 'sacrebleu-ts';
import { type TensorTree, underPrefix } from 'sublinear-optim';
import type { RunConfig } from '../config/run-config.ts';
import { searchLengths } from '../data/batches.ts';
import type { Executor } from '../executor/executor.ts';
import { permutation, siteSeed } from '../ops/philox.ts';
import { writeWholeFile } from '../platform/atomic-write.ts';
import type { Bleu, RunResult } from '../results/result.ts';
import type { ScoredTranslations } from '../results/translations.ts';
import { AVERAGES, averageKinds } from './averages.ts';
import { compileLogPerplexity } from './log-perplexity.ts';
import { bestPoint, type TrainingRecord } from './record.ts';
import { checkpointFolder, readTraining } from './resume.ts';
import type { RunOptions } from './run-options.ts';
import { PARAMETERS } from './step.ts';
import type { Task, TranslationSet } from './task.ts';
import { createTranslator, decoded } from './translator.ts';

/** Their mean moves by about a hundredth of a BLEU with thousands of sentences. */
const SHUFFLES = 5;

/**
 * The score of translations against the references in shuffled order, the mean of several shuffles: what
 * they would score whatever the source says. A model whose score is no higher ignores its source.
 *
 * @param seed the shuffles are drawn from it, so that the same seed gives the same number
 */
export function permutationFloor<S extends Score>(
  metric: Metric<S>,
  translations: readonly string[],
  references: readonly string[],
  seed: number,
): number {
  let total = 0;
  for (let shuffle = 0; shuffle < SHUFFLES; shuffle++) {
    const order = permutation(references.length, [siteSeed(seed, 'permutation-floor'), shuffle]);
    const shuffled = Array.from(order, (index) => references[index]!);
    const statistics = corpusStatistics(metric, translations, [shuffled]);
    total += metric.value(sumStatistics(metric, statistics));
  }
  return total / SHUFFLES;
}

/**
 * Scores the parameters that `executor` holds.
 *
 * @param stop when this is aborted, translating the test set ends with its reason
 */
export function createScorer(
  { config, folder }: Pick<RunOptions, 'config' | 'folder'>,
  { vocabulary, model, devBatches, dev, test }: Task,
  executor: Executor,
  stop: AbortSignal,
) {
  const { evaluation } = config;
  const metric = bleuMetric({ tokenize: evaluation.tokenize });
  const logPerplexity = compileLogPerplexity(executor, model, devBatches);
  const translator = createTranslator(executor, config.model, vocabulary, {
    search: evaluation.search,
    sentences: evaluation.search.sentences,
    lengths: searchLengths(config.data.batching),
  });
  const translateDev = evaluation.bleuEvery === undefined ? undefined : translator(dev.sources);
  const scores = (
    name: string,
    found: readonly (readonly number[])[],
    { references }: TranslationSet,
  ): { bleu: Bleu; translations: ScoredTranslations } => {
    const translations = found.map((ids) => decoded(vocabulary, ids));
    const file = join(folder, `${name}.translations.txt`);
    writeWholeFile(file, [`${translations.join('\n')}\n`]);
    const statistics = corpusStatistics(metric, translations, [references]);
    const { referenceCount } = statistics;
    const bleu = metric.score(sumStatistics(metric, statistics), { referenceCount });
    return {
      bleu: {
        score: bleu.score,
        precisions: [...bleu.precisions],
        brevityPenalty: bleu.brevityPenalty,
        systemLength: bleu.systemLength,
        referenceLength: bleu.referenceLength,
        signature: bleu.signature,
      },
      translations: { translations, statistics },
    };
  };
  return {
    /** Of the development set, nats a token. */
    logPerplexity,
    /**
     * Translates the test set, keeps the text as `<name>.translations.txt`, and scores it. It is not
     * traced before: training need not wait for programs that run at its end.
     */
    test: async (name: string) => scores(name, await translator(test.sources)(stop), test),
    /** The same with the development set. */
    dev: async (name: string) =>
      scores(name, await (translateDev ?? translator(dev.sources))(), dev),
    /** See `permutationFloor`, of translations of the test set. */
    permutationFloor: (translations: readonly string[]) =>
      permutationFloor(metric, translations, test.references, config.training.seed),
  };
}

export type Scorer = ReturnType<typeof createScorer>;

/** Does `work` while `executor` has other parameters than its own. */
async function withParameters<T>(
  executor: Executor,
  parameters: TensorTree,
  work: () => Promise<T>,
): Promise<T> {
  const own = executor.read(PARAMETERS);
  executor.write(PARAMETERS, parameters);
  try {
    return await work();
  } finally {
    executor.write(PARAMETERS, own);
    tf.dispose(own);
  }
}

/** What a result says about the test set. */
export type FinalScores = Pick<RunResult, 'test' | 'averages' | 'best'>;

/** The scores of every average that the configuration asks for. */
async function scoreAverages(
  averaging: NonNullable<RunConfig['averaging']>,
  executor: Executor,
  scorer: Scorer,
) {
  const scores: NonNullable<RunResult['averages']> = {};
  for (const kind of averageKinds(averaging)) {
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
  const { state } = readTraining(checkpointFolder(folder), best.step, [PARAMETERS]);
  try {
    const parameters = underPrefix(PARAMETERS, state);
    const { bleu } = await withParameters(executor, parameters, () => scorer.test('test.best'));
    return { ...best, bleu };
  } finally {
    tf.dispose(state);
  }
}

/**
 * Scores a run after training: the last parameters, and the averages and best ones that the
 * configuration asks for.
 *
 * @throws UserError where the checkpoint of the best parameters is damaged
 */
export async function scoreTest(
  { config: { averaging, evaluation }, folder }: Pick<RunOptions, 'config' | 'folder'>,
  record: TrainingRecord,
  executor: Executor,
  scorer: Scorer,
): Promise<{ scores: FinalScores; translations: ScoredTranslations }> {
  const { bleu, translations } = await scorer.test('test');
  const permutationFloor = scorer.permutationFloor(translations.translations);
  const averages =
    averaging === undefined ? {} : { averages: await scoreAverages(averaging, executor, scorer) };
  const best =
    evaluation.best === true
      ? { best: await scoreBest(folder, record, bleu, executor, scorer) }
      : {};
  return { scores: { test: { bleu, permutationFloor }, ...averages, ...best }, translations };
}
