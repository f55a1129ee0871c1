import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { bleu as bleuMetric, corpusStatistics, sumStatistics } from 'sacrebleu-ts';
import type { TensorTree } from 'sublinear-optim';
import type { RunConfig } from '../config/run-config.ts';
import { searchLengths } from '../data/batches.ts';
import type { Executor } from '../executor/executor.ts';
import { writeWholeFile } from '../platform/atomic-write.ts';
import type { Bleu } from '../results/result.ts';
import type { ScoredTranslations } from '../results/translations.ts';
import { compileLogPerplexity } from './log-perplexity.ts';
import { permutationFloor } from './permutation-floor.ts';
import { likelihoodProgram, PARAMETERS } from './programs.ts';
import type { Task, TranslationSet } from './task.ts';
import { createTranslator } from './translator.ts';

/** BLEU of a set of sentences, and the translations that it is of. */
export type Scores = { readonly bleu: Bleu; readonly translations: ScoredTranslations };

/** Scores the parameters that an executor holds. */
export type Scorer = {
  /** Log-perplexity of the development set, nats a token. */
  logPerplexity(): Promise<number>;
  /**
   * Translates the test set, keeps the text as `<name>.translations.txt`, and scores it.
   *
   * @throws the reason for which the scorer was to stop, where it was
   */
  test(name: string): Promise<Scores>;
  /** The same with the development set. */
  dev(name: string): Promise<Scores>;
  /** BLEU of translations of the test set against its references in shuffled order. */
  permutationFloor(translations: readonly string[]): number;
};

/**
 * The scorer of `executor`.
 *
 * @param stop when this is aborted, translating the test set ends
 */
export function createScorer(
  config: RunConfig,
  task: Task,
  executor: Executor,
  folder: string,
  stop: AbortSignal,
): Scorer {
  const { evaluation } = config;
  const { vocabulary, devBatches, dev, test } = task;
  const metric = bleuMetric({ tokenize: evaluation.tokenize });
  const logPerplexity = compileLogPerplexity(executor, likelihoodProgram(task.model), devBatches);
  const translator = createTranslator(executor, config.model, vocabulary, {
    search: evaluation.search,
    sentences: evaluation.search.sentences,
    lengths: searchLengths(config.data.batching),
  });
  const translateDev = evaluation.bleuEvery === undefined ? undefined : translator(dev.sources);
  const scores = async (
    name: string,
    found: readonly (readonly number[])[],
    { references }: TranslationSet,
  ): Promise<Scores> => {
    const translations = found.map((ids) => vocabulary.decode(ids));
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
    logPerplexity,
    // Not traced before: training need not wait for what is run at its end.
    test: async (name) => scores(name, await translator(test.sources)(stop), test),
    dev: async (name) => scores(name, await (translateDev ?? translator(dev.sources))(), dev),
    permutationFloor: (translations) =>
      permutationFloor(metric, translations, test.references, config.training.seed),
  };
}

/** Does `work` while `executor` has other parameters than its own. */
export async function withParameters<T>(
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
