import * as tf from '@tensorflow/tfjs-core';
import { withPrefix } from 'sublinear-optim';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  idTensor,
  randomRows,
  SYMBOLS,
  TINY,
  TINY_VOCABULARY,
  tinyModel,
} from '../../test/support/tiny-model.ts';
import { startBackend } from '../backend/start.ts';
import type { ControlSymbols } from '../data/vocabulary.ts';
import { eagerExecutor } from '../executor/eager.ts';
import type { Executor } from '../executor/executor.ts';
import type { ModelContext } from '../model/context.ts';
import { decodeStep } from '../model/incremental.ts';
import { decode, encode } from '../model/transformer.ts';
import type { SearchModel } from './programs.ts';
import { createSearch } from './search.ts';

vi.mock('../model/incremental.ts', async (importOriginal) => {
  const original = await importOriginal<typeof import('../model/incremental.ts')>();
  return { ...original, decodeStep: vi.fn(original.decodeStep) };
});

/** The symbols that follow the begin symbol, one sentence alone, the whole prefix each time. */
function naiveSearch(
  context: ModelContext,
  source: readonly number[],
  { padId, bosId, eosId }: ControlSymbols,
  longest: number,
): number[] {
  const found: number[] = [];
  while (found.length < longest) {
    const next = tf.tidy(() => {
      const memory = encode(context, idTensor([source]), padId);
      const logits = decode(context, idTensor([[bosId, ...found]]), memory);
      return tf.argMax(tf.slice(logits, [found.length, 0], [1, -1]), -1).dataSync()[0]!;
    });
    if (next === eosId) break;
    found.push(next);
  }
  return found;
}

const LENGTHS = [5, 2, 4, 1];
const SOURCE = randomRows(LENGTHS, 5, 61).map((row, i) => row.slice(0, LENGTHS[i]));
/** Fewer than there are sources: some have to wait for others. */
const LIMITS = { sentences: 3, lengths: [8] };
/** A symbol that the vocabulary does not have: no sentence ends. */
const NEVER = TINY_VOCABULARY;

/** A random model with one matrix for all repeats its input; these say many different symbols. */
const LIVELY = { ...TINY, embedding: { ...TINY.embedding, sharing: 'none' } } as const;
const SEEDS = [4, 7, 9];

function searchIn(context: ModelContext): { executor: Executor; model: SearchModel } {
  return {
    executor: eagerExecutor(withPrefix('parameters', context.parameters)),
    model: { config: context.config, padId: SYMBOLS.padId, parameters: 'parameters' },
  };
}

async function search(
  context: ModelContext,
  source: number[][],
  symbols: ControlSymbols,
  extraLength: number,
): Promise<number[][]> {
  const { executor, model } = searchIn(context);
  const config = { kind: 'greedy', extraLength } as const;
  return createSearch(executor, model, symbols, config, LIMITS)(source)();
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
    const symbols = { ...SYMBOLS, eosId: NEVER };
    const found = await search(context, SOURCE, symbols, extraLength);
    expect(found).toEqual(
      SOURCE.map((source) => naiveSearch(context, source, symbols, source.length + extraLength)),
    );
    // A search that always finds the same would show nothing.
    expect(new Set(found.flat()).size).toBeGreaterThan(3);
  });

  it('goes on when the room that caches have at first is full', async () => {
    const context = tinyModel(LIVELY, 9);
    const symbols = { ...SYMBOLS, eosId: NEVER };
    const [source] = SOURCE;
    const longest = source!.length + 15;
    const naive = naiveSearch(context, source!, symbols, longest);
    expect(await search(context, [source!], symbols, 15)).toEqual([naive]);
  });

  it.each(SEEDS)('ends each sentence at its first end symbol, model %i', async (seed) => {
    const context = tinyModel(LIVELY, seed);
    const endless = await search(context, SOURCE, { ...SYMBOLS, eosId: NEVER }, 6);
    for (const eosId of new Set(endless.flat())) {
      const found = await search(context, SOURCE, { ...SYMBOLS, eosId }, 6);
      const ends = endless.map((symbols) => symbols.indexOf(eosId));
      const expected = endless.map((symbols, row) =>
        ends[row]! < 0 ? symbols : symbols.slice(0, ends[row]),
      );
      expect(found, `end symbol ${eosId}`).toEqual(expected);
    }
  });

  it('takes no step after the last sentence ended', async () => {
    const context = tinyModel(LIVELY, 7);
    const [source] = SOURCE;
    const endless = (await search(context, [source!], { ...SYMBOLS, eosId: NEVER }, 6))[0]!;
    vi.mocked(decodeStep).mockClear();
    await search(context, [source!], { ...SYMBOLS, eosId: endless[3]! }, 6);
    expect(decodeStep).toHaveBeenCalledTimes(endless.indexOf(endless[3]!) + 1);
  });

  it.each([1, 3, 10])(
    'stops after as many symbols as the source has and %i more',
    async (extraLength) => {
      const found = await search(
        tinyModel(LIVELY, 4),
        SOURCE,
        { ...SYMBOLS, eosId: NEVER },
        extraLength,
      );
      expect(found.map((symbols) => symbols.length)).toEqual(
        SOURCE.map((source) => source.length + extraLength),
      );
    },
  );

  it('finds the same for a sentence whatever else is in the batch', async () => {
    const context = tinyModel(LIVELY, 9);
    const symbols = { ...SYMBOLS, eosId: NEVER };
    const together = await search(context, SOURCE, symbols, 4);
    for (const [row, source] of SOURCE.entries()) {
      expect(await search(context, [source], symbols, 4)).toEqual([together[row]]);
    }
    const reversed = await search(context, SOURCE.toReversed(), symbols, 4);
    expect(reversed).toEqual(together.toReversed());
  });

  it.each([
    { when: 'at the longest length', eosId: NEVER },
    { when: 'at the end symbol', eosId: 10 },
  ])('leaves no tensors behind when it stops $when', async ({ eosId }) => {
    const { executor, model } = searchIn(tinyModel(LIVELY, 4));
    const config = { kind: 'greedy', extraLength: 3 } as const;
    const before = tf.memory();
    const symbols = { ...SYMBOLS, eosId };
    await createSearch(executor, model, symbols, config, LIMITS)(SOURCE)();
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
  });
});
