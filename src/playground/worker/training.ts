import * as tf from '@tensorflow/tfjs-core';
import { buildOptimizer, initialState, sizeOfShapes, stateSize } from 'sublinear-optim';
import type { RunConfig } from '../../config/run-config.ts';
import { runSchedule } from '../../config/step-size.ts';
import { evaluationBatches, exampleBatches, searchLengths, trainable } from '../../data/batches.ts';
import { unigramLogPerplexity } from '../../data/unigrams.ts';
import { eagerExecutor } from '../../executor/eager.ts';
import type { Executor } from '../../executor/executor.ts';
import { type Model, translationModel } from '../../model/model.ts';
import { parameterNames, parameterShapes } from '../../model/parameters.ts';
import { compileStep } from '../../train/compiled-step.ts';
import { commonRowLength } from '../../train/diagnostics.ts';
import { compileFindNonFinite } from '../../train/divergence.ts';
import { compileLogPerplexity, unigramPlateau } from '../../train/log-perplexity.ts';
import { countingProbe, initialCounts, measuringProbe } from '../../train/probe.ts';
import { type DiagnosticsPoint, START } from '../../train/record.ts';
import { trainingProgram, trainingState } from '../../train/step.ts';
import { type Training, type TrainingOutcome, train } from '../../train/trainer.ts';
import { createTranslator } from '../../train/translator.ts';
import { type Corpus, decodePieces } from '../corpus-file.ts';
import type { Ended, Reply, StateSize } from '../messages.ts';

/** Sentences of the development set whose translations are shown: the first of each. */
export const SHOWN = [0, 1, 2];

/** A run that can be stopped, and go on from there. */
export type PageRun = {
  /** Trains until the end or the next `stop`. */
  go(): Promise<Ended>;
  stop(): void;
  dispose(): void;
};

/** The optimiser of a run, as the command line builds it. */
const optimizerOf = (config: RunConfig) => buildOptimizer(config.optimizer, runSchedule(config));

/** What the optimiser of a run keeps, and what it keeps it for. */
export function sizeOf(config: RunConfig, corpus: Corpus): StateSize {
  const shapes = parameterShapes(config.model, corpus.pieces.length);
  return {
    stateBytes: stateSize(optimizerOf(config), shapes).bytes,
    parameterBytes: sizeOfShapes(shapes).bytes,
  };
}

/** RMS of all parameters' updates together, from that of each. */
function overallRms({ updateRms }: DiagnosticsPoint, sizes: readonly number[]): number {
  const squares = updateRms.map((rms, i) => sizes[i]! * (rms ?? Number.NaN) ** 2);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  return Math.sqrt(sum(squares) / sum(sizes));
}

/** Looks at the development set with what `executor` holds. */
function evaluator(config: RunConfig, model: Model, corpus: Corpus, executor: Executor) {
  const { data, evaluation } = config;
  const { symbols, dev } = corpus;
  const { search } = evaluation;
  const batches = evaluationBatches(dev, data.batching, symbols);
  const sources = SHOWN.map((index) => dev[index]!.source);
  const options = { search, sentences: SHOWN.length, lengths: searchLengths(data.batching) };
  const translated = createTranslator(executor, config.model, symbols, options)(sources);
  return {
    logPerplexity: compileLogPerplexity(executor, model, batches),
    translations: async () => (await translated()).map((ids) => decodePieces(corpus, ids)),
  };
}

/** The log-perplexity of a model that knows nothing but how frequent tokens are. */
function unigrams({ pieces, symbols, dev }: Corpus, train: Corpus['train']): number {
  const targets = (examples: Corpus['train']) => examples.map(({ target }) => target);
  return unigramLogPerplexity(targets(train), targets(dev), { ...symbols, size: pieces.length });
}

/** Prepares to train as `config` says, on the backend that is active. */
export function openRun(config: RunConfig, corpus: Corpus, tell: (reply: Reply) => void): PageRun {
  const { data, training } = config;
  const { symbols, pieces } = corpus;
  const { seed } = training;
  const names = parameterNames(config.model);
  const model = translationModel(config.model, { size: pieces.length, padId: symbols.padId });
  const optimizer = optimizerOf(config);
  const { kept } = trainable(corpus.train, data.batching);
  const batches = exampleBatches(kept, data.batching, symbols, seed);
  const baseline = unigrams(corpus, kept);
  const parameters = model.initialParameters(seed);
  const sizes = names.map((name) => parameters[name]!.size);
  const executor = eagerExecutor({
    ...trainingState(parameters, initialState(optimizer, parameters)),
    ...initialCounts(names),
  });
  const options = { model, seed, optimizer };
  const look = evaluator(config, model, corpus, executor);

  const rowLength = commonRowLength(batches);
  let record = START;
  let stopAsked = false;
  let translations: readonly string[] = [];
  const run: Training = {
    config: training,
    step: compileStep(executor, data.batching, {
      program: trainingProgram(options, {}, () => countingProbe(names)),
      measuring: {
        rowLength,
        program: trainingProgram(options, {}, () => measuringProbe(names)),
      },
    }),
    findNonFinite: compileFindNonFinite(executor),
    batches,
    record,
    afterStep: () => {},
    evaluate: async () => {
      translations = await look.translations();
      return look.logPerplexity();
    },
    save: async (reached) => {
      record = reached;
    },
    // Nothing is kept but what the executor holds.
    saveEvery: training.steps,
    stopRequested: () => stopAsked,
    observer: {
      step: (done) => tell({ kind: 'step', step: done }),
      loss: ({ step: done, loss, tokensPerSecond }) =>
        tell({ kind: 'loss', step: done, loss, tokensPerSecond }),
      dev: (point) => {
        const { atEnd: atUnigrams } = unigramPlateau(baseline, [point]);
        tell({ kind: 'dev', ...point, atUnigrams, translations });
      },
    },
    measuring: {
      every: config.diagnostics?.every ?? training.logEvery,
      rowLength,
      points: (points) => {
        for (const point of points) {
          tell({ kind: 'updateRms', step: point.step, rms: overallRms(point, sizes) });
        }
      },
    },
  };
  return {
    go: async () => {
      stopAsked = false;
      const outcome = await train({ ...run, record });
      record = outcome.record;
      return endOf(outcome);
    },
    stop: () => {
      stopAsked = true;
    },
    dispose: () => {
      batches.close();
      executor.dispose();
    },
  };
}

function endOf(outcome: TrainingOutcome): Ended {
  const { step } = outcome.record;
  const { status } = outcome;
  return status === 'diverged' ? { status, step, cause: outcome.cause } : { status, step };
}

/** What TensorFlow.js holds. */
export function memory(): { tensors: number; bytes: number } {
  const { numTensors: tensors, numBytes: bytes } = tf.memory();
  return { tensors, bytes };
}
