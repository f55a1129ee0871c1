import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { naiveGreedySearch } from '../../test/support/naive-search.ts';
import { LIVELY, NEVER, SENTENCES, searchIn, tinyModel } from '../../test/support/tiny-model.ts';
import { startBackend } from '../backend/start.ts';
import { decodeStep } from '../model/incremental.ts';
import type { ModelContext } from '../model/norm.ts';
import { createSearch } from './search.ts';

vi.mock('../model/incremental.ts', async (importOriginal) => {
  const original = await importOriginal<typeof import('../model/incremental.ts')>();
  return { ...original, decodeStep: vi.fn(original.decodeStep) };
});

/** Fewer than there are sources: some have to wait for others. */
const LIMITS = { sentences: 3, lengths: [8] };
const SEEDS = [4, 7, 9];

async function search(
  context: ModelContext,
  source: readonly number[][],
  eosId: number,
  extraLength: number,
): Promise<number[][]> {
  const [executor, model] = searchIn(context, eosId);
  return createSearch(executor, model, { kind: 'greedy', extraLength }, LIMITS)(source)();
}

describe.each(['tensorflow', 'wasm'] as const)('greedy search on %s', (backend) => {
  beforeAll(async () => {
    await startBackend({ backend });
  });
  beforeEach(() => {
    vi.mocked(decodeStep).mockClear();
  });

  it.each(SEEDS)('finds what a search without caches finds, model %i', async (seed) => {
    const context = tinyModel(LIVELY, seed);
    const extraLength = 6;
    const found = await search(context, SENTENCES, NEVER, extraLength);
    expect(found).toEqual(
      SENTENCES.map((source) => naiveGreedySearch(context, source, NEVER, extraLength)),
    );
    // A search that always finds the same would show nothing.
    expect(new Set(found.flat()).size).toBeGreaterThan(3);
  });

  it('goes on when the room that caches have at first is full', async () => {
    const context = tinyModel(LIVELY, 9);
    const [source] = SENTENCES;
    const naive = naiveGreedySearch(context, source!, NEVER, 15);
    expect(await search(context, [source!], NEVER, 15)).toEqual([naive]);
  });

  it.each(SEEDS)('ends each sentence at its first end symbol, model %i', async (seed) => {
    const context = tinyModel(LIVELY, seed);
    const endless = await search(context, SENTENCES, NEVER, 6);
    for (const eosId of new Set(endless.flat())) {
      const found = await search(context, SENTENCES, eosId, 6);
      const ends = endless.map((symbols) => symbols.indexOf(eosId));
      const expected = endless.map((symbols, row) =>
        ends[row]! < 0 ? symbols : symbols.slice(0, ends[row]),
      );
      expect(found, `end symbol ${eosId}`).toEqual(expected);
    }
  });

  it('takes no step after the last sentence ended', async () => {
    const context = tinyModel(LIVELY, 7);
    const [source] = SENTENCES;
    const endless = (await search(context, [source!], NEVER, 6))[0]!;
    vi.mocked(decodeStep).mockClear();
    await search(context, [source!], endless[3]!, 6);
    expect(decodeStep).toHaveBeenCalledTimes(endless.indexOf(endless[3]!) + 1);
  });

  it.each([1, 3, 10])(
    'stops after as many symbols as the source has and %i more',
    async (extraLength) => {
      const found = await search(tinyModel(LIVELY, 4), SENTENCES, NEVER, extraLength);
      expect(found.map((symbols) => symbols.length)).toEqual(
        SENTENCES.map((source) => source.length + extraLength),
      );
    },
  );

  it('finds the same for a sentence whatever else is in the batch', async () => {
    const context = tinyModel(LIVELY, 9);
    const together = await search(context, SENTENCES, NEVER, 4);
    for (const [row, source] of SENTENCES.entries()) {
      expect(await search(context, [source], NEVER, 4)).toEqual([together[row]]);
    }
    const reversed = await search(context, SENTENCES.toReversed(), NEVER, 4);
    expect(reversed).toEqual(together.toReversed());
  });

  it.each([
    { when: 'at the longest length', eosId: NEVER },
    { when: 'at the end symbol', eosId: 10 },
  ])('leaves no tensors behind when it stops $when', async ({ eosId }) => {
    const [executor, model] = searchIn(tinyModel(LIVELY, 4), eosId);
    const config = { kind: 'greedy', extraLength: 3 } as const;
    const before = tf.memory();
    await createSearch(executor, model, config, LIMITS)(SENTENCES)();
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
  });
});
