import * as tf from '@tensorflow/tfjs-core';
import { mapTree } from 'sublinear-optim';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import {
  lengthPenaltyOf,
  naiveBeamSearch,
  nextSymbols,
  scoreOf,
} from '../../test/support/naive-search.ts';
import {
  LIVELY,
  NEVER,
  randomRows,
  SENTENCES,
  SYMBOLS,
  searchIn,
  TINY_VOCABULARY,
  tinyModel,
} from '../../test/support/tiny-model.ts';
import { startBackend } from '../backend/start.ts';
import { eagerExecutor } from '../executor/eager.ts';
import type { Executor } from '../executor/executor.ts';
import { graphExecutor } from '../graph/executor.ts';
import { decodeStep } from '../model/incremental.ts';
import type { ModelContext } from '../model/norm.ts';
import { planChunks, searchSizes } from './plan.ts';
import { createSearch } from './search.ts';
import type { BeamOptions } from './steps.ts';

vi.mock('../model/incremental.ts', async (importOriginal) => {
  const original = await importOriginal<typeof import('../model/incremental.ts')>();
  return { ...original, decodeStep: vi.fn(original.decodeStep) };
});

/** Fewer than there are sources: some have to wait for others. */
const LIMITS = { sentences: 3, lengths: [8] };

/** Of random models that say the end symbols below now and then. */
const SEEDS = [4, 7, 9];
const END_SYMBOLS = [3, 8];
/** Random models that never say <pad> or <s>, where a search is free to. */
const UNMASKED_SEEDS = [1, 6, 7, 8];

const OPTIONS: BeamOptions = { extraLength: 4, beamSize: 4, alpha: 0.6 };

/** How searches run, and on how many of the models: a graph is traced for each size of each. */
const RUNNERS = [
  { name: 'tensorflow', backend: 'tensorflow', executorOf: eagerExecutor, models: 4 },
  { name: 'a graph', backend: 'tensorflow', executorOf: graphExecutor, models: 1 },
  { name: 'wasm', backend: 'wasm', executorOf: eagerExecutor, models: 4 },
] as const;

describe.each(RUNNERS)('beam search on $name', ({ backend, executorOf, models }) => {
  beforeAll(async () => {
    await startBackend({ backend });
  });
  async function search(
    context: ModelContext,
    source: number[][],
    eosId: number,
    options: BeamOptions,
  ): Promise<{ found: number[][]; steps: number }> {
    const [executor, model] = searchIn(context, eosId, executorOf);
    let steps = 0;
    const counting: Executor = {
      ...executor,
      compile: (program, signatures) => {
        const run = executor.compile(program, signatures);
        return (inputs) => {
          // What a step alone has.
          if (inputs.logProbabilities !== undefined) steps++;
          return run(inputs);
        };
      },
    };
    const config = { kind: 'beam', ...options } as const;
    const found = await createSearch(counting, model, config, LIMITS)(source)();
    executor.dispose();
    return { found, steps };
  }

  async function greedy(context: ModelContext, eosId: number): Promise<number[][]> {
    const [executor, model] = searchIn(context, eosId, executorOf);
    const config = { kind: 'greedy', extraLength: OPTIONS.extraLength } as const;
    const found = await createSearch(executor, model, config, LIMITS)(SENTENCES)();
    executor.dispose();
    return found;
  }

  it.each(SEEDS.slice(0, models))(
    'finds what a search without caches finds, and stops early, model %i',
    async (seed) => {
      const context = tinyModel(LIVELY, seed);
      const all: number[][] = [];
      let fewest = Number.POSITIVE_INFINITY;
      for (const eosId of END_SYMBOLS) {
        for (const [beamSize, alpha] of [
          [2, 0.6],
          [4, 0.6],
          [4, 2],
        ] as const) {
          const options = { extraLength: 4, beamSize, alpha };
          const naive = SENTENCES.map((source) => naiveBeamSearch(context, source, eosId, options));
          const of = `beam ${beamSize}, alpha ${alpha}, end symbol ${eosId}`;
          const { found } = await search(context, SENTENCES, eosId, options);
          expect(found, of).toEqual(naive.map(({ ids }) => ids));
          const alone = await search(context, SENTENCES.slice(0, 1), eosId, options);
          expect(alone.steps, of).toBe(naive[0]!.steps);
          all.push(...found);
          fewest = Math.min(fewest, alone.steps);
        }
      }
      // Searches that all find the same, or go on to the longest length, would show nothing.
      expect(new Set(all.flat()).size).toBeGreaterThan(3);
      expect(new Set(all.map(({ length }) => length)).size).toBeGreaterThan(3);
      expect(fewest).toBeLessThan(SENTENCES[0]!.length + OPTIONS.extraLength);
    },
  );

  it('goes on when the room that caches have at first is full', async () => {
    const context = tinyModel(LIVELY, 4);
    const options = { ...OPTIONS, extraLength: 15 };
    const naive = SENTENCES.map((source) => naiveBeamSearch(context, source, NEVER, options));
    const { found } = await search(context, SENTENCES, NEVER, options);
    expect(found).toEqual(naive.map(({ ids }) => ids));
    expect(found[0]).toHaveLength(SENTENCES[0]!.length + 15);
  });

  it.each(UNMASKED_SEEDS.slice(0, models))(
    'with a beam of one follows greedy search, model %i',
    async (seed) => {
      const context = tinyModel(LIVELY, seed);
      const followed = await search(context, SENTENCES, NEVER, {
        ...OPTIONS,
        beamSize: 1,
        alpha: 0,
      });
      expect(followed.found).toEqual(await greedy(context, NEVER));
    },
  );

  it.each([1, 7].slice(0, models))(
    'with a beam of one is no worse than greedy search, model %i',
    async (seed) => {
      const context = tinyModel(LIVELY, seed);
      for (const eosId of [5, 11]) {
        const { found } = await search(context, SENTENCES, eosId, {
          ...OPTIONS,
          beamSize: 1,
          alpha: 0,
        });
        for (const [row, ids] of (await greedy(context, eosId)).entries()) {
          // A translation that was cut off has no score to compare.
          if (ids.length === SENTENCES[row]!.length + OPTIONS.extraLength) continue;
          const score = (symbols: number[]) => scoreOf(context, SENTENCES[row]!, symbols, eosId, 0);
          expect(score(found[row]!)).toBeGreaterThan(score(ids) - 1e-5);
        }
      }
    },
  );

  it('finds better translations than greedy search where both end', async () => {
    const gains: number[] = [];
    for (const seed of [...UNMASKED_SEEDS, 2, 5]) {
      const context = tinyModel(LIVELY, seed);
      const eosId = 11;
      const { found } = await search(context, SENTENCES, eosId, OPTIONS);
      const score = (row: number, ids: number[]) =>
        scoreOf(context, SENTENCES[row]!, ids, eosId, OPTIONS.alpha);
      for (const [row, ids] of (await greedy(context, eosId)).entries()) {
        const longest = SENTENCES[row]!.length + OPTIONS.extraLength;
        if (ids.length === longest || found[row]!.length === longest) continue;
        gains.push(score(row, found[row]!) - score(row, ids));
      }
    }
    // Not so for every model: a beam may drop the beginning of what greedy search finds.
    for (const gain of gains) expect(gain).toBeGreaterThan(-1e-5);
    expect(Math.max(...gains)).toBeGreaterThan(0.1);
  });

  it.each(SEEDS.slice(0, models))(
    'with a beam for all finds the best there is, model %i',
    async (seed) => {
      const context = tinyModel(LIVELY, seed);
      const source = [6];
      const eosId = 8;
      const options = { extraLength: 2, beamSize: 600, alpha: 0.6 };
      const words = Array.from({ length: TINY_VOCABULARY }, (_, id) => id).filter(
        (id) => ![SYMBOLS.padId, SYMBOLS.bosId, eosId].includes(id),
      );
      // All that can be said in two symbols and an end.
      const pairs = words.flatMap((a) => words.map((b) => [a, b]));
      const firsts = nextSymbols(context, source, [[]])[0]!;
      const seconds = nextSymbols(
        context,
        source,
        words.map((a) => [a]),
      );
      const thirds = nextSymbols(context, source, pairs);
      const scored = [
        { ids: [] as number[], score: firsts[eosId]! },
        ...words.map((a, i) => ({
          ids: [a],
          score: (firsts[a]! + seconds[i]![eosId]!) / lengthPenaltyOf(2, 0.6),
        })),
        ...pairs.map(([a, b], i) => ({
          ids: [a!, b!],
          score:
            (firsts[a!]! + seconds[words.indexOf(a!)]![b!]! + thirds[i]![eosId]!) /
            lengthPenaltyOf(3, 0.6),
        })),
      ];
      const best = scored.reduce((a, b) => (b.score > a.score ? b : a));
      const { found } = await search(context, [source], eosId, options);
      expect(found).toEqual([best.ids]);
    },
  );

  it('never says <pad> or <s>, though the model would', async () => {
    const context = tinyModel(LIVELY, 4);
    const controls = [SYMBOLS.padId, SYMBOLS.bosId];
    expect((await greedy(context, NEVER)).flat()).toEqual(expect.arrayContaining(controls));
    const { found } = await search(context, SENTENCES, NEVER, OPTIONS);
    expect(found.flat().filter((symbol) => controls.includes(symbol))).toEqual([]);
  });

  it('takes the first of what is equally likely', async () => {
    const { config, parameters } = tinyModel(LIVELY, 4);
    const blank = { config, parameters: mapTree(parameters, tf.zerosLike) };
    const first = SYMBOLS.unkId;
    const { found } = await search(blank, SENTENCES, NEVER, OPTIONS);
    expect(found).toEqual(found.map((symbols) => symbols.map(() => first)));
  });

  it('finds the same for a sentence whatever else is in the batch', async () => {
    const context = tinyModel(LIVELY, 9);
    const of = async (source: number[][]) =>
      (await search(context, source, 8, { ...OPTIONS, alpha: 2 })).found;
    const together = await of(SENTENCES);
    for (const [row, source] of SENTENCES.entries()) {
      expect(await of([source])).toEqual([together[row]]);
    }
    expect(await of(SENTENCES.toReversed())).toEqual(together.toReversed());
  });

  it('gives up where the model has diverged', async () => {
    const { config, parameters } = tinyModel(LIVELY, 4);
    const diverged = mapTree(parameters, (tensor) => tf.fill(tensor.shape, Number.NaN));
    const { found } = await search({ config, parameters: diverged }, SENTENCES, 3, OPTIONS);
    expect(found).toEqual(SENTENCES.map(() => []));
  });

  it.each([
    { when: 'at the longest length', eosId: NEVER },
    { when: 'early', eosId: 5 },
  ])('leaves no tensors behind when it stops $when', async ({ eosId }) => {
    const [executor, model] = searchIn(tinyModel(LIVELY, 1), eosId, executorOf);
    const config = { kind: 'beam', ...OPTIONS } as const;
    const translate = createSearch(executor, model, config, LIMITS)(SENTENCES);
    // What the executor itself keeps is there after a first search.
    await translate();
    const before = tf.memory();
    await translate();
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
  });
});

it('is traced once for each size of step, before it is run', async () => {
  await startBackend({ backend: 'tensorflow' });
  const [executor, model] = searchIn(tinyModel(LIVELY, 4), NEVER, graphExecutor);
  const config = { kind: 'beam', ...OPTIONS } as const;
  // Long ones, which fewer slots are for, and enough that slots are given up towards the end.
  const sources = Array.from({ length: 40 }, (_, i) => {
    const length = i < 30 ? 1 + (i % 12) : 18 + i;
    return randomRows([length], length, i)[0]!;
  });
  const limits = { sentences: 34, lengths: [8] };
  const chunks = planChunks(
    sources.map(({ length }) => length),
    limits,
  );
  const { steps } = searchSizes(chunks, limits, OPTIONS.beamSize, OPTIONS.extraLength);
  for (const eosId of [NEVER, ...END_SYMBOLS]) {
    vi.mocked(decodeStep).mockClear();
    const ending = { ...model, symbols: { ...SYMBOLS, eosId } };
    const search = createSearch(executor, ending, config, limits);
    const translate = search(sources);
    expect(decodeStep).toHaveBeenCalledTimes(steps.length);
    await translate();
    await search(sources)();
    expect(decodeStep).toHaveBeenCalledTimes(steps.length);
  }
  executor.dispose();
});
