import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TokenBatch } from '../model/batch.ts';
import {
  type BucketedBatching,
  evaluationBatches,
  exampleBatches,
  sentencesPerBatch,
  trainable,
} from './batches.ts';
import type { Example } from './examples.ts';

const SYMBOLS = { padId: 0, unkId: 1, bosId: 2, eosId: 3 };
const BATCHING: BucketedBatching = { kind: 'bucketed', tokens: 48, lengths: [4, 8, 12] };

/** Sentences of made-up tokens; the first token of each source is its own number. */
function examplesOf(lengths: readonly (readonly [number, number])[]): Example[] {
  return lengths.map(([source, target], i) => ({
    source: [100 + i, ...Array<number>(source - 1).fill(7)],
    target: Array<number>(target).fill(8),
  }));
}

const trainableLengths = fc.array(
  fc.tuple(fc.integer({ min: 1, max: 11 }), fc.integer({ min: 1, max: 11 })),
  { minLength: 1, maxLength: 80 },
);

function row(batch: TokenBatch, ids: Int32Array, index: number): number[] {
  return [...ids.subarray(index * batch.length, (index + 1) * batch.length)];
}

/** The numbers of the sentences in a batch. */
function members(batch: TokenBatch): number[] {
  const firsts = Array.from({ length: batch.rows }, (_, i) => row(batch, batch.source, i)[0]!);
  return firsts.filter((id) => id >= 100).map((id) => id - 100);
}

/** Members of each batch of two epochs, as the first version of this code made them. */
const FIRST = [
  [19, 30, 29, 20],
  [4, 3, 16, 25, 37, 26],
  [14, 39, 36, 15],
  [34, 0, 13, 2, 24, 33, 11, 22, 23, 12, 1, 35],
  [32, 21, 7, 18],
  [10, 8, 31, 9],
  [6, 28, 27, 17, 38, 5],
];
const SECOND = [
  [12, 22, 33, 11, 1, 0, 23, 24, 34, 35, 2, 13],
  [37, 16, 5, 38],
  [14, 27, 39, 15, 28, 36],
  [3, 26, 4, 6, 17, 25],
  [31, 20, 7, 18],
  [21, 19, 9, 30],
  [8, 32, 10, 29],
];

describe('exampleBatches', () => {
  const epoch = (examples: Example[], seed = 1, number = 0) => {
    const { batchesPerEpoch, batch } = exampleBatches(examples, BATCHING, SYMBOLS, seed);
    const positions = Array.from({ length: batchesPerEpoch }, (_, i) => i);
    return positions.map((i) => batch(number * batchesPerEpoch + i));
  };

  it('has every example exactly once an epoch', () => {
    fc.assert(
      fc.property(trainableLengths, fc.integer(), fc.nat(50), (lengths, seed, number) => {
        const seen = epoch(examplesOf(lengths), seed, number).flatMap(members);
        expect(seen.sort((a, b) => a - b)).toEqual(lengths.map((_, i) => i));
      }),
    );
  });

  it('has one shape a length, of about the tokens asked for', () => {
    fc.assert(
      fc.property(trainableLengths, (lengths) => {
        for (const { rows, length, source } of epoch(examplesOf(lengths))) {
          expect(BATCHING.lengths).toContain(length);
          expect(rows).toBe(sentencesPerBatch(BATCHING.tokens, length));
          expect(source.length).toBe(rows * length);
        }
      }),
    );
  });

  it('counts the tokens that are not padding', () => {
    fc.assert(
      fc.property(trainableLengths, (lengths) => {
        for (const batch of epoch(examplesOf(lengths))) {
          expect(batch.source.filter((id) => id !== SYMBOLS.padId).length).toBe(batch.sourceTokens);
          for (const side of [batch.targetInput, batch.targetOutput]) {
            expect(side.filter((id) => id !== SYMBOLS.padId).length).toBe(batch.targetTokens);
          }
        }
      }),
    );
  });

  it('depends on the seed and the epoch only', () => {
    const examples = examplesOf(Array.from({ length: 60 }, (_, i) => [1 + (i % 10), 3] as const));
    expect(epoch(examples, 1, 0)).toEqual(epoch(examples, 1, 0));
    expect(epoch(examples, 1, 0).map(members)).not.toEqual(epoch(examples, 1, 1).map(members));
    expect(epoch(examples, 1, 0).map(members)).not.toEqual(epoch(examples, 2, 0).map(members));
  });

  it('keeps the order that committed results were made with', () => {
    const examples = examplesOf(Array.from({ length: 40 }, (_, i) => [1 + (i % 11), 3] as const));
    const [first, second] = [epoch(examples, 1, 0), epoch(examples, 1, 1)];
    expect(first.map(members)).toEqual(FIRST);
    expect(second.map(members)).toEqual(SECOND);
  });

  it('lays a pair out with its control symbols', () => {
    const [batch] = epoch([{ source: [100, 7], target: [8] }]);
    expect(row(batch!, batch!.source, 0)).toEqual([100, 7, 3, 0]);
    expect(row(batch!, batch!.targetInput, 0)).toEqual([2, 8, 0, 0]);
    expect(row(batch!, batch!.targetOutput, 0)).toEqual([8, 3, 0, 0]);
  });
});

it('trainable leaves out what no batch has room for, and says how many', () => {
  const examples = examplesOf([
    [11, 1],
    [12, 1],
    [1, 12],
    [1, 1],
  ]);
  const { kept, tooLong } = trainable(examples, BATCHING);
  expect(kept).toEqual([examples[0], examples[3]]);
  expect(tooLong).toBe(2);
});

it('evaluationBatches leave out nothing, however long', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 60 })), {
        minLength: 1,
      }),
      (lengths) => {
        const batches = evaluationBatches(examplesOf(lengths), BATCHING, SYMBOLS);
        const seen = batches.flatMap(members).sort((a, b) => a - b);
        expect(seen).toEqual(lengths.map((_, i) => i));
        const tokens = batches.reduce((total, batch) => total + batch.targetTokens, 0);
        expect(tokens).toBe(lengths.reduce((total, [, target]) => total + target + 1, 0));
      },
    ),
  );
});
