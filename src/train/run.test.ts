import {
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { corpusBleu } from 'sacrebleu-ts';
import { describe, expect, it } from 'vitest';
import { shownPoints } from '../../test/support/event-files.ts';
import { allParts, SMALL_STEPS, type SmallStart, smallRuns } from '../../test/support/small-run.ts';
import type { ExecutorName } from '../backend/info.ts';
import {
  checkpointPath,
  checkpointSteps,
  readCheckpoint,
  writeCheckpoint,
} from '../checkpoint/store.ts';
import type { RunConfig } from '../config/run-config.ts';
import { readLines } from '../data/text-files.ts';
import { graphExecutor } from '../graph/executor.ts';
import { codeCommit } from '../results/provenance.ts';
import { resultSchema } from '../results/result.ts';
import { readResult } from '../results/store.ts';
import { type RunOutcome, runOnce } from './run.ts';
import { loadTrainedModel, translateText, translatorState } from './trained-model.ts';

const { inFolder, backend, options: runOptions, start } = smallRuns();

/** The result, without what differs between any two runs. */
function resultOf(outcome: RunOutcome) {
  if (outcome.kind !== 'finished') return expect.unreachable('a result');
  const { timing: _, provenance, ...rest } = resultSchema.parse(outcome.result);
  return { ...rest, data: provenance.data };
}

const DIAGNOSTICS = { every: 5, keep: ['embedding/*', 'decoder/0/**/kernel'] };
/** Steps so large that the development score ends worse than it was. */
const OVERSHOOTING = { rateMultiplier: 1000 };

/** What TensorBoard shows, without what differs between any two runs. */
function curves(name: string) {
  const { 'train/tokens_per_second': speed, ...rest } = shownPoints(inFolder(name));
  return { ...rest, speedAt: speed!.map(([step]) => step) };
}

const checkpoints = (name: string): string => inFolder(name, 'checkpoints');

const finalTensors = (name: string) => readCheckpoint(checkpoints(name), SMALL_STEPS).tensors;

describe.each<[ExecutorName, number[]]>([
  ['graph', [4, 11]],
  ['eager', [1]],
])('a run on the %s executor', (executor, stops) => {
  it('that is stopped at any step, and started again, ends as if it had not been', async () => {
    const options = { executor, diagnostics: DIAGNOSTICS };
    const whole = await start('whole', options);
    for (const stopAt of stops) {
      const name = `stopped-${stopAt}`;
      const stopped = await start(name, { ...options, stopAt });
      expect(stopped).toEqual({ kind: 'interrupted', step: stopAt });
      const resumed = await start(name, options);
      expect(resultOf(resumed)).toEqual(resultOf(whole));
      expect(resumed).not.toHaveProperty('result.provenance.earlierParts');
      expect(finalTensors(name)).toEqual(finalTensors('whole'));
      expect(curves(name)).toEqual(curves('whole'));
      const { devBleu } = resultOf(whole);
      expect(devBleu!.map(({ step }) => step)).toEqual([7, SMALL_STEPS]);
      for (const file of ['test', 'test.polyak', 'test.lastPoints', 'dev.step-000000007']) {
        const text = (run: string) => readFileSync(inFolder(run, `${file}.translations.txt`));
        expect(text(name)).toEqual(text('whole'));
      }
      const measured = (run: string) => readFileSync(inFolder(run, 'diagnostics.ndjson'));
      expect(measured(name)).toEqual(measured('whole'));
    }
  });
});

it('that is stopped while it translates goes on from the end of training', async () => {
  const executor = 'eager';
  const whole = await start('whole', { executor });
  const stopped = await start('stopped', { executor, stopAt: SMALL_STEPS });
  expect(stopped).toEqual({ kind: 'interrupted', step: SMALL_STEPS });
  expect(resultOf(await start('stopped', { executor }))).toEqual(resultOf(whole));
});

it('goes on with another executor than it began with, to the same losses but for rounding', async () => {
  const whole = resultOf(await start('whole', { executor: 'eager' }));
  await start('switched', { executor: 'graph', stopAt: 5 });
  const outcome = await start('switched', { executor: 'eager' });
  const { reason: _, ...computing } = backend();
  expect(outcome).toMatchObject({
    result: {
      provenance: { executor: 'eager', earlierParts: [{ backend: computing, executor: 'graph' }] },
    },
  });
  const switched = resultOf(outcome);
  for (const [i, { loss }] of switched.training.losses.entries()) {
    expect(Math.abs(loss / whole.training.losses[i]!.loss - 1)).toBeLessThan(1e-5);
  }
});

describe('the checkpoints of a run', () => {
  it('are the last ones and the best one', async () => {
    const outcome = resultOf(await start('run'));
    const best = outcome.dev.reduce((a, b) => (b.logPerplexity < a.logPerplexity ? b : a));
    expect(checkpointSteps(checkpoints('run'))).toEqual(
      [...new Set([best.step, 10, SMALL_STEPS])].sort((a, b) => a - b),
    );
  });

  it('take the place of a damaged one', async () => {
    const whole = await start('whole');
    await start('damaged', { stopAt: 7 });
    truncateSync(inFolder('damaged', 'checkpoints', 'step-000000007.safetensors'), 5000);
    expect(resultOf(await start('damaged'))).toEqual(resultOf(whole));
    expect(readFileSync(inFolder('damaged', 'log.ndjson'), 'utf8')).toContain('is damaged');
  });

  it('say which code made them, and so does the result', async () => {
    await start('run', { stopAt: 3 });
    const { tensors, metadata } = readCheckpoint(checkpoints('run'), 3);
    const commit = codeCommit();
    const commits = JSON.stringify(['before', commit, 'between']);
    writeCheckpoint(checkpoints('run'), { step: 3, tensors, metadata: { ...metadata, commits } });
    const outcome = await start('run');
    expect(outcome).toMatchObject({
      result: { provenance: { commit, earlierCommits: ['before', 'between'] } },
    });
  });

  it('are refused by a run of another configuration, which names the difference', async () => {
    await start('run', { stopAt: 3 });
    await expect(start('run', { change: { seed: 2 } })).rejects.toThrow(
      'config.training.seed was 1 and is 2',
    );
    expect(checkpointSteps(checkpoints('run'))).toEqual([3]);
    const anew = await start('run', { change: { seed: 2 }, resume: false });
    expect(anew.kind).toBe('finished');
    const [result, translations] = ['result.json', 'result.translations.tsv.gz'];
    for (const file of [result, translations]) writeFileSync(inFolder('run', file), 'of seed 2');
    // One that goes on keeps what it has; one that begins anew has nothing yet where it is stopped.
    await start('run', { change: { seed: 2 } });
    expect(readdirSync(inFolder('run'))).toEqual(expect.arrayContaining([result, translations]));
    const stopped = await start('run', { resume: false, stopAt: 3 });
    expect(stopped.kind).toBe('interrupted');
    for (const file of [result, translations])
      expect(readdirSync(inFolder('run'))).not.toContain(file);
  });
});

it('leaves the test set alone where its configuration says so', async () => {
  const { status, dev, ...result } = resultOf(await start('run', { evaluation: { test: false } }));
  expect([status, dev.length]).toEqual(['completed', 3]);
  expect(Object.keys(result)).not.toContain('test');
  expect(existsSync(inFolder('run', 'test.translations.txt'))).toBe(false);
});

describe('the best parameters of a run', () => {
  const files = (name: string) => readdirSync(inFolder(name));

  it('have scores of their own where they are not the last ones', async () => {
    const { dev, best } = resultOf(await start('run', { change: OVERSHOOTING }));
    expect(best!.logPerplexity).toBe(Math.min(...dev.map(({ logPerplexity }) => logPerplexity)));
    expect(best!.step).toBeLessThan(SMALL_STEPS);
    const model = await loadTrainedModel(inFolder('run'), 'best');
    expect(model.step).toBe(best!.step);
    const executor = graphExecutor(translatorState(model));
    const sources = await readLines(inFolder('corpus', 'test.en'));
    const found = await allParts(translateText(executor, model, sources));
    executor.dispose();
    expect(await readLines(inFolder('run', 'test.best.translations.txt'))).toEqual(found);
    const references = await readLines(inFolder('corpus', 'test.de'));
    expect(best!.bleu.score).toBe(corpusBleu(found, [references]).score);
  });

  it('come again as the message says where their checkpoint is damaged', async () => {
    const options = { executor: 'eager', change: OVERSHOOTING } as const;
    const whole = resultOf(await start('run', options));
    const { step } = whole.best!;
    truncateSync(checkpointPath(checkpoints('run'), step), 5000);
    await expect(start('run', options)).rejects.toThrow(
      'remove it and every later one, and start the training again',
    );
    for (const each of checkpointSteps(checkpoints('run')).filter((one) => one >= step)) {
      rmSync(checkpointPath(checkpoints('run'), each));
    }
    expect(resultOf(await start('run', options))).toEqual(whole);
  });

  it('are not translated with a second time where they are the last ones', async () => {
    const { dev, best, test } = resultOf(await start('run'));
    expect(best).toEqual({ ...dev.at(-1), bleu: test!.bleu });
    expect(best!.step).toBe(SMALL_STEPS);
    expect(files('run')).not.toContain('test.best.translations.txt');
  });
});

describe('the diagnostics of a run', () => {
  it('are of all tensors in its folder, and of those asked for in its result', async () => {
    const { diagnostics } = resultOf(await start('run', { diagnostics: DIAGNOSTICS }));
    const { steps, all, kept } = diagnostics!;
    expect(steps.map((step) => Math.floor(step / 5))).toEqual([1, 2]);
    expect(Object.keys(kept)).toEqual([
      'embedding/all',
      'decoder/0/feed_forward/hidden/kernel',
      'decoder/0/feed_forward/output/kernel',
    ]);
    const lines = (await readLines(inFolder('run', 'diagnostics.ndjson'))).map((line) =>
      JSON.parse(line),
    );
    expect(lines).toHaveLength(2 * all.tensors);
    const largest = steps.map((at) =>
      Math.max(...lines.flatMap(({ step, unscaledRms }) => (step === at ? [unscaledRms] : []))),
    );
    expect(all.unscaledRms!.max).toEqual(largest);
    const ofEmbedding = lines.filter(({ tensor }) => tensor === 'embedding/all');
    expect(ofEmbedding.map(({ gradientNorm }) => gradientNorm)).toEqual(
      kept['embedding/all']!.gradientNorm,
    );
  });

  it('are refused before anything is written where no tensor has such a name', async () => {
    const misspelt = { every: 1, keep: ['embeddings'] };
    await expect(start('run', { diagnostics: misspelt })).rejects.toThrow(
      '"embeddings" fits no parameter',
    );
    expect(existsSync(inFolder('run'))).toBe(false);
  });
});

it('keeps a log of every start, with how it failed and what it was done with', async () => {
  await expect(start('run', { failAt: 3 })).rejects.toThrow('a fault of the test');
  await expect(start('run', { failAt: 7 })).rejects.toThrow('a fault of the test');
  await start('run');
  const log = (await readLines(inFolder('run', 'log.ndjson'))).map((line) => JSON.parse(line));
  const told = ['start', 'failed', 'goes on from a checkpoint', 'finished'];
  expect(log.map(({ msg }) => msg).filter((message) => told.includes(message))).toEqual([
    ...['start', 'failed'],
    ...['start', 'failed'],
    ...['start', 'goes on from a checkpoint', 'finished'],
  ]);
  expect(log[0]).toMatchObject({ node: process.version, backend: backend(), executor: 'graph' });
  expect(log.find(({ msg }) => msg === 'failed').reason).toBe('a fault of the test');
});

it('a second process, or a second run in this one, is refused while the first is at work', async () => {
  const first = start('run');
  await expect(start('run')).rejects.toThrow(`the process ${process.pid}, since`);
  expect((await first).kind).toBe('finished');
});

it('checkpoints that another version wrote are refused, and stay', async () => {
  await start('run', { executor: 'eager', stopAt: 3 });
  const { tensors, metadata } = readCheckpoint(checkpoints('run'), 3);
  writeCheckpoint(checkpoints('run'), { step: 3, tensors, metadata: { ...metadata, more: '1' } });
  await expect(start('run', { executor: 'eager' })).rejects.toThrow(
    'was written by another version of this program',
  );
  expect(checkpointSteps(checkpoints('run'))).toEqual([3]);
});

it('a good checkpoint is never removed for a damaged one', async () => {
  await start('run', { executor: 'eager', stopAt: 7 });
  for (const step of [900, 901]) {
    writeFileSync(inFolder('run', 'checkpoints', `step-000000${step}.safetensors`), 'damaged');
  }
  await start('run', { executor: 'eager', stopAt: 9 });
  expect(checkpointSteps(checkpoints('run'))).toEqual([8, 9]);
});

describe('a run that diverges', () => {
  const NO_NUMBERS = { rateMultiplier: 1e30, logEvery: 12 };

  it('ends at the step whose loss is no number, with what it had before', async () => {
    const outcome = await start('run', { executor: 'eager', change: NO_NUMBERS });
    const { status, training, test } = resultOf(outcome);
    expect(status).toBe('diverged');
    const { divergedAt, divergence, steps } = training;
    expect(divergedAt).toBeGreaterThan(1);
    expect(divergedAt).toBeLessThanOrEqual(SMALL_STEPS);
    expect(steps).toBe(divergedAt);
    expect(divergence).toMatchObject({ cause: 'loss', lastLoss: { step: steps - 1 } });
    expect(divergence!.firstLoss).toBeGreaterThan(1);
    expect(test).toBeUndefined();
  });

  it.each([
    ['loss', NO_NUMBERS],
    ['aboveStart', { rateMultiplier: 1000, divergence: { aboveStartFor: 3 } }],
  ])('has the same result when it was stopped before: %s', async (cause, change) => {
    const whole = await start('whole', { executor: 'eager', change });
    expect(resultOf(whole).training.divergence?.cause).toBe(cause);
    await start('stopped', { executor: 'eager', change, stopAt: 1 });
    const resumed = await start('stopped', { executor: 'eager', change });
    expect(resultOf(resumed)).toEqual(resultOf(whole));
  });
});

it('a run that ended early has a whole result, and goes on when its limit is raised', async () => {
  const until = (name: string, stopAt: RunConfig['training']['stopAt']) =>
    start(name, { executor: 'eager', change: { stopAt } });
  const whole = resultOf(await until('whole', { steps: 99 }));
  expect(whole.training).toMatchObject({ steps: SMALL_STEPS, endedBy: 'steps' });

  const tokens = Math.floor((whole.training.sourceTokens + whole.training.targetTokens) / 2);
  const short = resultOf(await until('short', { tokens }));
  const { steps, sourceTokens, targetTokens, endedBy } = short.training;
  expect(endedBy).toBe('tokens');
  expect(steps).toBeLessThan(SMALL_STEPS);
  expect(sourceTokens + targetTokens).toBeGreaterThanOrEqual(tokens);
  expect(short.dev.at(-1)!.step).toBe(steps);
  expect(short.test).toBeDefined();
  // Nothing is trained a second time.
  expect(resultOf(await until('short', { tokens }))).toEqual(short);

  const longer = resultOf(await until('short', { steps: 99 }));
  expect(finalTensors('short')).toEqual(finalTensors('whole'));
  expect(longer.test).toEqual(whole.test);
});

it('a run of several batches a step ends as if it had not been stopped', async () => {
  const change = { gradientAccumulation: 3 };
  const whole = await start('whole', { executor: 'eager', change });
  await start('stopped', { executor: 'eager', change, stopAt: 7 });
  const resumed = await start('stopped', { executor: 'eager', change });
  expect(resultOf(resumed)).toEqual(resultOf(whole));
  expect(finalTensors('stopped')).toEqual(finalTensors('whole'));
  expect(Object.keys(finalTensors('whole')).join()).not.toContain('accumulated');
});

it('a run that learns next to nothing says so, and is trained to its end', async () => {
  const outcome = await start('run', { executor: 'eager', change: { rateMultiplier: 1e-6 } });
  const { status, dev, unigram } = resultOf(outcome);
  expect(status).toBe('completed');
  expect(unigram).toEqual({
    logPerplexity: expect.any(Number),
    tolerance: expect.any(Number),
    plateaus: [{ from: 4, to: SMALL_STEPS }],
    atEnd: true,
  });
  expect(unigram!.logPerplexity).toBeLessThan(dev[0]!.logPerplexity);
});

const resultFile = () => inFolder('results', 'A-warmup-s1.json');

const once = (options?: SmallStart) => runOnce(runOptions('run', options), resultFile());

it('does the run and writes its result', async () => {
  expect(await once()).toEqual({ kind: 'finished' });
  expect(readResult(resultFile())!.training.steps).toBe(SMALL_STEPS);
});

it('leaves a result and the folder as they are where another process was first', async () => {
  await once();
  const log = inFolder('run', 'log.ndjson');
  const state = () => [readFileSync(resultFile(), 'utf8'), readFileSync(log, 'utf8')];
  const before = state();
  const written = statSync(resultFile()).mtimeMs;
  // Even one that was told to begin anew.
  expect(await once({ resume: false })).toEqual({ kind: 'finished' });
  expect(state()).toEqual(before);
  expect(statSync(resultFile()).mtimeMs).toBe(written);
});

it('writes no result of a run that was stopped', async () => {
  expect(await once({ stopAt: 5 })).toEqual({ kind: 'interrupted', step: 5 });
  expect(existsSync(resultFile())).toBe(false);
});
