import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach } from 'vitest';
import type { ExecutorName } from '../../src/backend/info.ts';
import { startBackend } from '../../src/backend/start.ts';
import { type RunConfig, runConfigSchema } from '../../src/config/run-config.ts';
import { builtinCorpus } from '../../src/data/builtin-corpus.ts';
import type { ModelConfig } from '../../src/model/config.ts';
import { type RunOutcome, run } from '../../src/train/run.ts';
import type { RunOptions } from '../../src/train/run-options.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { DROPPING } from './tiny-model.ts';

/*
 * A run for tests that is small enough to be stopped, failed and started again in every way: a step
 * takes some milliseconds, and so does a checkpoint.
 */

/** Writes a corpus of 60, 10 and 10 pairs as text into `folder`. */
export function writeSmallCorpus(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const { train, dev, test } = builtinCorpus();
  const corpus = { train: train.slice(0, 60), dev: dev.slice(0, 10), test: test.slice(0, 10) };
  for (const [split, pairs] of Object.entries(corpus)) {
    for (const [language, side] of [
      ['en', 'source'],
      ['de', 'target'],
    ] as const) {
      const lines = pairs.map((pair) => `${pair[side]}\n`);
      writeFileSync(join(folder, `${split}.${language}`), lines.join(''));
    }
  }
}

/** Wide enough to say different words after some steps. */
export const SMALL_MODEL: ModelConfig = { ...DROPPING, dModel: 16, dFeedForward: 32 };

/** The corpus that `writeSmallCorpus` writes into `folder`, in batches of two lengths. */
export function smallData(folder: string, name: string, vocabulary: string): RunConfig['data'] {
  return {
    name,
    corpus: {
      kind: 'folder',
      folder,
      files: { train: 'train', dev: 'dev', test: 'test' },
      languages: { source: 'en', target: 'de' },
    },
    vocabulary,
    batching: { kind: 'bucketed', tokens: 128, lengths: [16, 32] },
  };
}

export const SMALL_STEPS = 12;

type Change = Partial<RunConfig['training']>;

/** Nothing here lines up with anything else, so that a stop may fall between any two of them. */
export function smallConfig(
  folder: string,
  change: Change = {},
  diagnostics?: RunConfig['diagnostics'],
  evaluation: SmallStart['evaluation'] = {},
): RunConfig {
  return runConfigSchema.parse({
    protocol: 'test',
    model: SMALL_MODEL,
    data: smallData(join(folder, 'corpus'), 'test', 'configs/data/builtin.model'),
    optimizer: { name: 'adafactor', beta1: 0.9 },
    schedule: { name: 'paper', warmup: true },
    training: {
      steps: SMALL_STEPS,
      rateMultiplier: 4,
      seed: 1,
      logEvery: 3,
      evaluateEvery: 4,
      ...change,
    },
    averaging: {
      polyak: { decay: 0.8 },
      // Counts back from the last step, which must be known for it.
      ...(change.stopAt === undefined ? { lastPoints: { count: 3, every: 2 } } : {}),
    },
    diagnostics,
    evaluation: {
      search: { kind: 'greedy', extraLength: 5, sentences: 10 },
      tokenize: '13a',
      bleuEvery: 7,
      best: true,
      ...evaluation,
    },
  });
}

export type SmallStart = {
  readonly change?: Change;
  readonly diagnostics?: RunConfig['diagnostics'];
  readonly evaluation?: Partial<RunConfig['evaluation']>;
  readonly executor?: ExecutorName;
  readonly stopAt?: number;
  readonly failAt?: number;
  readonly resume?: boolean;
};

/** The run `name` in `folder`, which has the corpus. */
function smallRunOptions(
  backend: RunOptions['backend'],
  folder: string,
  name: string,
  {
    change,
    diagnostics,
    evaluation,
    executor = 'graph',
    stopAt,
    failAt,
    resume = true,
  }: SmallStart = {},
): RunOptions {
  const stop = new AbortController();
  return {
    config: smallConfig(folder, change, diagnostics, evaluation),
    folder: join(folder, name),
    backend,
    executor,
    checkpoints: { resume, every: 5, keep: 2 },
    tensorboard: true,
    stop: stop.signal,
    observer: {
      step: (step) => {
        if (step === stopAt) stop.abort();
        if (step === failAt) throw new Error('a fault of the test');
      },
      loss: () => {},
      dev: () => {},
    },
  };
}

/** Starts TensorFlow for a file of tests, and gives each of them a folder with the small corpus. */
export function smallRuns() {
  const inFolder = temporaryFolder();
  let backend: RunOptions['backend'];
  beforeAll(async () => {
    backend = await startBackend({ backend: 'tensorflow' });
  });
  beforeEach(() => writeSmallCorpus(inFolder('corpus')));
  const options = (name: string, start?: SmallStart) =>
    smallRunOptions(backend, inFolder(), name, start);
  return {
    inFolder,
    backend: () => backend,
    options,
    /** Starts the run `name`, or goes on with it. */
    start: (name: string, start?: SmallStart): Promise<RunOutcome> => run(options(name, start)),
  };
}

/** All parts of a translation. */
export async function allParts({ parts }: { parts(): AsyncIterable<string[]> }): Promise<string[]> {
  const all: string[] = [];
  for await (const part of parts()) all.push(...part);
  return all;
}
