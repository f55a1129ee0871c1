import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { bleu as bleuMetric, corpusStatistics, sumStatistics } from 'sacrebleu-ts';
import type { TensorTree } from 'sublinear-optim';
import type { RunConfig } from '../config/run-config.ts';
import { searchLengths } from '../data/batches.ts';
import type { Executor, Program } from '../executor/executor.ts';
import { writeWholeFile } from '../platform/atomic-write.ts';
import type { Bleu } from '../results/result.ts';
import type { ScoredTranslations } from '../results/translations.ts';
import {
  logPerplexity,
  prepareLogPerplexity,
  prepareTranslation,
  type TranslateOptions,
  translate,
} from './evaluate.ts';
import { permutationFloor } from './permutation-floor.ts';
import { likelihoodProgram, PARAMETERS } from './programs.ts';
import type { Task, TranslationSet } from './task.ts';

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
  /** The same with the development set; only where `evaluation.bleuEvery` announces it. */
  dev(name: string): Promise<Scores>;
  /** BLEU of translations of the test set against its references in shuffled order. */
  permutationFloor(translations: readonly string[]): number;
};

/**
 * The scorer of `executor`; announces to it the programs that scoring runs.
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
  const { model, evaluation } = config;
  const { vocabulary, devBatches, dev, test } = task;
  const likelihood: Program = likelihoodProgram(model, vocabulary.padId);
  const translating: TranslateOptions = {
    search: evaluation.search,
    sentences: evaluation.search.sentences,
    lengths: searchLengths(config.data.batching),
  };
  const metric = bleuMetric({ tokenize: evaluation.tokenize });
  prepareLogPerplexity(executor, likelihood, devBatches);
  const prepare = ({ sources }: TranslationSet): void =>
    prepareTranslation(executor, model, sources, vocabulary, translating);
  if (evaluation.bleuEvery !== undefined) prepare(dev);
  const scores = async (
    name: string,
    set: TranslationSet,
    until?: AbortSignal,
  ): Promise<Scores> => {
    const found = await translate(executor, model, set.sources, vocabulary, translating, until);
    const translations = found.map((ids) => vocabulary.decode(ids));
    const file = join(folder, `${name}.translations.txt`);
    writeWholeFile(file, [`${translations.join('\n')}\n`]);
    const statistics = corpusStatistics(metric, translations, [set.references]);
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
    logPerplexity: () => logPerplexity(executor, likelihood, devBatches),
    test: (name) => {
      // Not before: training need not wait for what is run at its end.
      prepare(test);
      return scores(name, test, stop);
    },
    dev: (name) => scores(name, dev),
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
