import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { corpusBleu } from 'sacrebleu-ts';
import writeFileAtomic from 'write-file-atomic';
import type { BackendInfo, ExecutorName } from '../backend/info.ts';
import type { RunConfig } from '../config/run-config.ts';
import { evaluationBatches, trainable } from '../data/batches.ts';
import { type Corpus, loadCorpus, type Split, splitChecksum } from '../data/corpus.ts';
import { encodePairs } from '../data/examples.ts';
import { loadVocabulary, type Vocabulary } from '../data/vocabulary.ts';
import { UserError } from '../errors.ts';
import { eagerExecutor } from '../executor/eager.ts';
import { graphExecutor } from '../graph/executor.ts';
import { initialParameters } from '../model/parameters.ts';
import { buildOptimizer } from '../optim/optimizer.ts';
import { buildSchedule } from '../optim/schedule-config.ts';
import { initialState } from '../optim/transform.ts';
import { codeCommit, packageVersion } from '../results/provenance.ts';
import type { Cell, Provenance, RunResult } from '../results/result.ts';
import { elementCount } from '../tree.ts';
import { logPerplexity, prepareLogPerplexity, prepareTranslation, translate } from './evaluate.ts';
import { likelihoodProgram, trainingProgram, trainingState } from './programs.ts';
import { createTrainingStep } from './step.ts';
import { prepareTraining, type TrainingObserver, train } from './trainer.ts';

/** Every tensor of parameters and state is float32. */
const BYTES_PER_ELEMENT = 4;

export type RunOptions = {
  readonly config: RunConfig;
  /** Absent for a run that belongs to no experiment. */
  readonly cell?: Cell;
  /** Receives the configuration and the translations. */
  readonly folder: string;
  readonly backend: BackendInfo;
  readonly executor: ExecutorName;
  readonly logger: Logger;
  readonly observer: TrainingObserver;
};

function bySplit<T>(corpus: Corpus, of: (pairs: Corpus[Split]) => T): Record<Split, T> {
  return { train: of(corpus.train), dev: of(corpus.dev), test: of(corpus.test) };
}

function describeProvenance(
  { config, backend, executor }: RunOptions,
  corpus: Corpus,
  vocabulary: Vocabulary,
  tooLong: number,
): Provenance {
  return {
    version: packageVersion(),
    commit: codeCommit(),
    node: process.version,
    backend,
    executor,
    data: {
      name: config.data.name,
      pairs: bySplit(corpus, (pairs) => pairs.length),
      checksums: bySplit(corpus, splitChecksum),
      tooLong,
    },
    vocabulary: { size: vocabulary.size, checksum: vocabulary.checksum },
  };
}

/** Scores translations of the test set, and keeps their text in the run folder. */
function score(
  { config, folder }: RunOptions,
  found: readonly number[][],
  pairs: Corpus['test'],
  vocabulary: Vocabulary,
): NonNullable<RunResult['test']> {
  const translations = found.map((ids) => vocabulary.decode(ids));
  writeFileAtomic.sync(join(folder, 'test.translations.txt'), `${translations.join('\n')}\n`);
  const references = pairs.map(({ target }) => target);
  const bleu = corpusBleu(translations, [references], {
    tokenize: config.evaluation.tokenize,
  });
  return {
    bleu: {
      score: bleu.score,
      precisions: [...bleu.precisions],
      brevityPenalty: bleu.brevityPenalty,
      systemLength: bleu.systemLength,
      referenceLength: bleu.referenceLength,
      signature: bleu.signature,
    },
  };
}

/** An observer that also writes to the log. */
function logged(observer: TrainingObserver, logger: Logger): TrainingObserver {
  return {
    step: observer.step,
    loss: (progress) => {
      const { step, loss, tokensPerSecond } = progress;
      logger.info({ step, loss, tokensPerSecond: Math.round(tokensPerSecond) }, 'train');
      observer.loss(progress);
    },
    dev: (point) => {
      logger.info(point, 'dev');
      observer.dev(point);
    },
  };
}

/** One whole run: data, training, translation of the test set, BLEU. The backend is started. */
export async function run(options: RunOptions): Promise<RunResult> {
  const { config, cell, folder, logger } = options;
  mkdirSync(folder, { recursive: true });
  writeFileAtomic.sync(join(folder, 'config.json'), `${JSON.stringify(config, null, 2)}\n`);

  const corpus = loadCorpus(config.data.corpus);
  const vocabulary = await loadVocabulary(config.data.vocabulary);
  const { kept, tooLong } = trainable(encodePairs(corpus.train, vocabulary), config.data.batching);
  if (kept.length === 0) {
    throw new UserError(
      `data.batching.lengths: every training pair is longer than ${config.data.batching.lengths.at(-1)} ` +
        'subwords; allow longer ones',
    );
  }
  const devBatches = evaluationBatches(
    encodePairs(corpus.dev, vocabulary),
    config.data.batching,
    vocabulary,
  );
  const pairs = bySplit(corpus, (split) => split.length);
  logger.info({ data: config.data.name, pairs, tooLong, vocabulary: vocabulary.size }, 'data');

  const { seed, steps, rateMultiplier } = config.training;
  const { dModel } = config.model;
  const schedule = buildSchedule(config.schedule, { steps, rateMultiplier, dModel });
  const optimizer = buildOptimizer(config.optimizer, schedule);
  const parameters = initialParameters(config.model, vocabulary.size, seed);
  const optimizerState = initialState(optimizer, parameters);
  const stateElements = elementCount(optimizerState);
  const parameterElements = elementCount(parameters);
  logger.info({ parameters: parameterElements, optimizerState: stateElements }, 'model');

  const step = createTrainingStep({
    model: config.model,
    optimizer,
    padId: vocabulary.padId,
    seed,
  });
  const create = options.executor === 'graph' ? graphExecutor : eagerExecutor;
  const executor = create(trainingState(parameters, optimizerState));
  const training = trainingProgram(step);
  const likelihood = likelihoodProgram(config.model, vocabulary.padId);
  const sources = corpus.test.map(({ source }) => vocabulary.encode(source));
  const translating = {
    search: config.evaluation.search,
    sentences: config.evaluation.search.sentences,
    lengths: config.data.batching.lengths,
  };
  prepareTraining(config, executor, training);
  prepareLogPerplexity(executor, likelihood, devBatches);
  prepareTranslation(executor, config.model, sources, vocabulary, translating);
  const evaluate = () => logPerplexity(executor, likelihood, devBatches);
  const curves = await train(
    config,
    executor,
    training,
    kept,
    vocabulary,
    evaluate,
    logged(options.observer, logger),
  );

  const testStart = performance.now();
  const tested =
    curves.status === 'completed'
      ? score(
          options,
          await translate(executor, config.model, sources, vocabulary, translating),
          corpus.test,
          vocabulary,
        )
      : undefined;
  const testSeconds = (performance.now() - testStart) / 1000;
  executor.dispose();
  logger.info({ status: curves.status, bleu: tested?.bleu.score }, 'finished');

  return {
    format: 1,
    ...(cell === undefined ? {} : { cell }),
    status: curves.status,
    config,
    provenance: describeProvenance(options, corpus, vocabulary, tooLong),
    parameters: parameterElements,
    optimizerState: { elements: stateElements, bytes: stateElements * BYTES_PER_ELEMENT },
    training: {
      steps: curves.steps,
      sourceTokens: curves.sourceTokens,
      targetTokens: curves.targetTokens,
      losses: [...curves.losses],
    },
    dev: [...curves.dev],
    ...(tested === undefined ? {} : { test: tested }),
    timing: {
      finishedAt: new Date().toISOString(),
      trainingSeconds: curves.seconds,
      tokensPerSecond: (curves.sourceTokens + curves.targetTokens) / curves.seconds,
      ...(tested === undefined ? {} : { testSeconds }),
      peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
    },
  };
}
