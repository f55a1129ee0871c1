import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkpointSteps, readCheckpoint } from '../../src/checkpoint/store.ts';
import { type RunConfig, runConfigSchema } from '../../src/config/run-config.ts';
import { readResult, writeResult } from '../../src/results/store.ts';
import { checkpointFolder } from '../../src/train/resume.ts';
import { type RunOutcome, run } from '../../src/train/run.ts';
import type { RunOptions } from '../../src/train/run-options.ts';
import { SMALL_MODEL, smallData, writeSmallCorpus } from '../support/small-run.ts';

/*
 * A run that is small enough to be disturbed in every way: a step takes some milliseconds, and so
 * does a checkpoint.
 */

/** Milliseconds that a test with a few runs may take, also where much else is at work. */
export const TIMEOUT = 300_000;

export type SmallRun = {
  /** A YAML file for `sublinear train`. */
  readonly path: string;
  readonly config: RunConfig;
};

/** Writes corpus, vocabulary and configuration of a small run of `steps` steps into `folder`. */
export function writeSmallRun(folder: string, steps: number): SmallRun {
  const corpus = join(folder, 'corpus');
  const vocabulary = join(folder, 'vocabulary.model');
  writeSmallCorpus(corpus);
  copyFileSync('configs/data/builtin.model', vocabulary);
  // Nothing here lines up with anything else, so that a fault may fall between any two of them.
  const config = {
    protocol: 'faults',
    model: SMALL_MODEL,
    data: smallData(corpus, 'faults', vocabulary),
    optimizer: { name: 'adam' },
    schedule: { name: 'paper', warmup: true },
    training: {
      steps,
      rateMultiplier: 1,
      seed: 1,
      logEvery: 3,
      evaluateEvery: Math.ceil(steps / 3),
    },
    averaging: { polyak: { decay: 0.9 } },
    diagnostics: { every: 4, keep: ['**'] },
    evaluation: {
      search: { kind: 'greedy', extraLength: 5, sentences: 10 },
      tokenize: '13a',
    },
  };
  const path = join(folder, 'run.yaml');
  // JSON is YAML.
  writeFileSync(path, JSON.stringify(config, null, 2));
  return { path, config: runConfigSchema.parse(config) };
}

export type Doing = {
  readonly backend: RunOptions['backend'];
  /** Called after each step. */
  readonly afterStep?: (step: number, stop: () => void) => void;
};

/** Does what `sublinear train` does, in this process. */
export async function trainHere(
  { config }: SmallRun,
  folder: string,
  { backend, afterStep }: Doing,
): Promise<RunOutcome> {
  const controller = new AbortController();
  const outcome = await run({
    config,
    folder,
    backend,
    executor: 'eager',
    checkpoints: { resume: true, every: 5, keep: 2 },
    stop: controller.signal,
    observer: {
      step: (step) => afterStep?.(step, () => controller.abort()),
      loss: () => {},
      dev: () => {},
    },
  });
  if (outcome.kind === 'finished') writeResult(join(folder, 'result.json'), outcome);
  return outcome;
}

/**
 * All that a finished run left in its folder and must leave again: not wall times, nor the state of
 * the code, which may be committed meanwhile.
 *
 * @param without the step of a checkpoint that is left out, as it is damaged and never read again
 */
export function outcomeOf(folder: string, without?: number) {
  const checkpoints = checkpointFolder(folder);
  const { timing: _, provenance, ...result } = readResult(join(folder, 'result.json'))!;
  const { commit: __, earlierCommits: ___, ...inputs } = provenance;
  return {
    files: [...readdirSync(folder), ...readdirSync(checkpoints)].sort(),
    checkpoints: checkpointSteps(checkpoints).flatMap((step) => {
      if (step === without) return [];
      const { tensors, metadata } = readCheckpoint(checkpoints, step);
      const {
        seconds: _seconds,
        devTimes: _devTimes,
        ...training
      } = JSON.parse(metadata.training!);
      return [{ step, tensors, training, inputs: metadata.inputs }];
    }),
    // As text: the order of keys and every digit count.
    result: JSON.stringify({ ...result, provenance: inputs }),
    texts: readdirSync(folder)
      .filter((name) => /^config\.json$|\.txt$|\.tsv$|^diagnostics/.test(name))
      .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  };
}

/** Every line of the log, each of which must be a whole JSON object. */
export function logLines(folder: string): { msg: string }[] {
  const text = readFileSync(join(folder, 'log.ndjson'), 'utf8');
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}
