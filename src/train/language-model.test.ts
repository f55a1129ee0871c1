import * as tf from '@tensorflow/tfjs-core';
import { disposeTree, leaf, schedules } from 'sublinear-optim';
import { beforeAll, expect, it } from 'vitest';
import { languageModel } from '../../test/support/language-model.ts';
import {
  ADAFACTOR,
  EXECUTORS,
  type ExecutorKind,
  startTraining,
} from '../../test/support/small-training.ts';
import { DROPPING } from '../../test/support/tiny-model.ts';
import { startBackend } from '../backend/start.ts';
import { type BucketedBatching, evaluationBatches, exampleBatches } from '../data/batches.ts';
import { builtinCorpus } from '../data/builtin-corpus.ts';
import { encodePairs } from '../data/examples.ts';
import { unigramLogPerplexity } from '../data/unigrams.ts';
import { loadVocabulary } from '../data/vocabulary.ts';
import { batchInputs, batchOf } from '../model/batch.ts';
import { compileLogPerplexity } from './log-perplexity.ts';
import { trainingProgram } from './step.ts';

/*
 * The training step knows no more of a model than `Model` says: it trains a decoder alone on the
 * targets of the built-in corpus as it trains the Transformer on its pairs.
 */

const SEED = 1;
const BATCHING: BucketedBatching = { tokens: 512, lengths: [16, 32] };
const CONFIG = { ...DROPPING, decoderLayers: 2, dModel: 32, dFeedForward: 64 };

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

async function openText() {
  const vocabulary = await loadVocabulary('configs/data/builtin.model');
  const { train, dev } = builtinCorpus();
  const encoded = (pairs: typeof train) => encodePairs(pairs, vocabulary);
  return { vocabulary, train: encoded(train.slice(0, 2000)), dev: encoded(dev.slice(0, 100)) };
}

/** The losses of the first steps, and the log-perplexity of the development set after them. */
async function trained(kind: ExecutorKind, steps: number) {
  const { vocabulary, train, dev } = await openText();
  const model = languageModel(CONFIG, vocabulary);
  const schedule = schedules.constantSchedule(0.03);
  const { options, state } = startTraining(ADAFACTOR, schedule, model, SEED);
  const executor = EXECUTORS[kind](state);
  const step = executor.compile(trainingProgram(options));
  const batches = exampleBatches(train, BATCHING, vocabulary, SEED);
  const losses: number[] = [];
  for (let number = 1; number <= steps; number++) {
    const inputs = {
      ...batchInputs(batches.batch(number - 1)),
      step: tf.scalar(number, 'int32'),
    };
    const outputs = step(inputs);
    losses.push((await leaf(outputs, 'loss').data())[0]!);
    disposeTree({ ...inputs, ...outputs });
  }
  const devBatches = evaluationBatches(dev, BATCHING, vocabulary);
  const logPerplexity = await compileLogPerplexity(executor, model, devBatches)();
  executor.dispose();
  return { losses, logPerplexity };
}

it('learns more of the text than how frequent its symbols are', async () => {
  const { vocabulary, train, dev } = await openText();
  const targets = (examples: typeof train) => examples.map(({ target }) => target);
  const unigrams = unigramLogPerplexity(targets(train), targets(dev), vocabulary);
  const { losses, logPerplexity } = await trained('graph', 150);
  expect(losses[0]).toBeGreaterThan(unigrams);
  expect(logPerplexity).toBeLessThan(unigrams - 0.5);
});

it('takes the same steps traced and operation by operation', async () => {
  const [eager, graph] = [await trained('eager', 4), await trained('graph', 4)];
  for (const [i, loss] of graph.losses.entries()) expect(loss).toBeCloseTo(eager.losses[i]!, 4);
  expect(graph.logPerplexity).toBeCloseTo(eager.logPerplexity, 4);
});

it('never sees the source', async () => {
  const { vocabulary, dev } = await openText();
  const model = languageModel(CONFIG, vocabulary);
  const [batch] = evaluationBatches(dev, BATCHING, vocabulary);
  const parameters = model.initialParameters(SEED);
  const totalOf = (source: Int32Array) =>
    model.likelihood(parameters, batchOf(batchInputs({ ...batch!, source }))).total.dataSync()[0];
  expect(totalOf(batch!.source.map(() => vocabulary.eosId))).toBe(totalOf(batch!.source));
});
