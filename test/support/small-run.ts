import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutorName } from '../../src/backend/info.ts';
import { type RunConfig, runConfigSchema } from '../../src/config/run-config.ts';
import { builtinCorpus } from '../../src/data/builtin-corpus.ts';
import { type RunOutcome, run } from '../../src/train/run.ts';
import type { RunOptions } from '../../src/train/run-options.ts';

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
    const write = (language: string, lines: readonly string[]) =>
      writeFileSync(join(folder, `${split}.${language}`), `${lines.join('\n')}\n`);
    write(
      'en',
      pairs.map(({ source }) => source),
    );
    write(
      'de',
      pairs.map(({ target }) => target),
    );
  }
}

/** A model that such a corpus keeps busy for some milliseconds a step. */
export const SMALL_MODEL = {
  encoderLayers: 1,
  decoderLayers: 1,
  dModel: 16,
  dFeedForward: 32,
  heads: 2,
  dropout: { residual: 0.1, attention: 0.1, relu: 0.1 },
  labelSmoothing: 0.1,
  embedding: { sharing: 'all', sigma: '1/sqrt(dModel)', multiplier: 'sqrt(dModel)' },
} satisfies RunConfig['model'];

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
    },
  });
}

export type SmallStart = {
  readonly change?: Change;
  readonly diagnostics?: RunConfig['diagnostics'];
  readonly executor?: ExecutorName;
  readonly stopAt?: number;
  readonly failAt?: number;
  readonly resume?: boolean;
};

/** The run `name` in `folder`, which has the corpus. */
export function smallRunOptions(
  backend: RunOptions['backend'],
  folder: string,
  name: string,
  { change, diagnostics, executor = 'graph', stopAt, failAt, resume = true }: SmallStart = {},
): RunOptions {
  const stop = new AbortController();
  return {
    config: smallConfig(folder, change, diagnostics),
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

/** Starts the run `name` in `folder`, or goes on with it. */
export function startSmallRun(
  backend: RunOptions['backend'],
  folder: string,
  name: string,
  start?: SmallStart,
): Promise<RunOutcome> {
  return run(smallRunOptions(backend, folder, name, start));
}
