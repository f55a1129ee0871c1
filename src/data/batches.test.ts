import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TokenBatch } from '../model/batch.ts';
import {
  type BatchingConfig,
  batchShapes,
  evaluationBatches,
  exampleBatches,
  trainable,
} from './batches.ts';
import type { Example } from './examples.ts';
import { examplePairs, packPairs } from './packing.ts';

const SYMBOLS = { padId: 0, unkId: 1, bosId: 2, eosId: 3 };
const LONGEST = 12;
const BUCKETED = { kind: 'bucketed' as const, tokens: 48, lengths: [4, 8, LONGEST] };
const PACKED = { kind: 'packed', rowLength: LONGEST, rows: 3 } as const;

/** Sentences of made-up tokens; the first token of each source is its own number. */
function examplesOf(lengths: readonly (readonly [number, number])[]): Example[] {
  return lengths.map(([source, target], i) => ({
    source: [100 + i, ...Array<number>(source - 1).fill(7)],
    target: Array<number>(target).fill(8),
  }));
}

const lengthsUpTo = (longest: number) =>
  fc.array(fc.tuple(fc.integer({ min: 1, max: longest }), fc.integer({ min: 1, max: longest })), {
    minLength: 1,
    maxLength: 80,
  });

const trainableLengths = lengthsUpTo(LONGEST - 1);

function epoch(examples: Example[], batching: BatchingConfig, seed = 1, number = 0): TokenBatch[] {
  const { batchesPerEpoch, batch } = exampleBatches(examples, batching, SYMBOLS, seed);
  return Array.from({ length: batchesPerEpoch }, (_, i) => batch(number * batchesPerEpoch + i));
}

/** The sentence pairs of a batch, row by row: the ids of [source, target input, target output]. */
function sentences({ rows, length, packing, ...batch }: TokenBatch): number[][][] {
  const found: number[][][] = [];
  for (let row = 0; row < rows; row++) {
    const places = Array.from({ length }, (_, i) => row * length + i);
    // Outside of packed rows there is one sentence a row.
    const segmentsOf = (side: 'source' | 'target', ids: Int32Array) =>
      packing?.[side].segments ?? ids.map((id) => Number(id !== SYMBOLS.padId));
    const of = (side: 'source' | 'target', ids: Int32Array, segment: number) => {
      const segments = segmentsOf(side, ids);
      return places.filter((place) => segments[place] === segment).map((place) => ids[place]!);
    };
    const segments = segmentsOf('source', batch.source);
    const count = Math.max(...places.map((place) => segments[place]!));
    for (let segment = 1; segment <= count; segment++) {
      found.push([
        of('source', batch.source, segment),
        of('target', batch.targetInput, segment),
        of('target', batch.targetOutput, segment),
      ]);
    }
  }
  return found;
}

const numberOf = ([source]: number[][]): number => source![0]! - 100;

const members = (batch: TokenBatch): number[] => sentences(batch).map(numberOf);

const rising = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b);

const tokens = (ids: Int32Array) => ids.filter((id) => id !== SYMBOLS.padId).length;

const varied = examplesOf(Array.from({ length: 80 }, (_, i) => [1 + (i % 7), 1 + (i % 5)]));

describe.each<[string, BatchingConfig]>([
  ['bucketed', BUCKETED],
  ['packed', PACKED],
])('%s batches', (_kind, batching) => {
  it('have every pair exactly once an epoch, whole, with its control symbols', () => {
    fc.assert(
      fc.property(trainableLengths, fc.integer(), fc.nat(50), (lengths, seed, number) => {
        const examples = examplesOf(lengths);
        const seen = epoch(examples, batching, seed, number).flatMap(sentences);
        seen.sort((a, b) => numberOf(a) - numberOf(b));
        expect(seen).toEqual(
          examples.map(({ source, target }) => [
            [...source, SYMBOLS.eosId],
            [SYMBOLS.bosId, ...target],
            [...target, SYMBOLS.eosId],
          ]),
        );
      }),
    );
  });

  it('have the shapes they are to have, and count the tokens that are not padding', () => {
    fc.assert(
      fc.property(trainableLengths, (lengths) => {
        for (const batch of epoch(examplesOf(lengths), batching)) {
          const { rows, length, source, targetInput, targetOutput } = batch;
          expect(batchShapes(batching)).toContainEqual({ rows, length });
          for (const ids of [source, targetInput, targetOutput]) {
            expect(ids).toHaveLength(rows * length);
          }
          expect(batch.sourceTokens).toBe(tokens(source));
          expect(batch.targetTokens).toBe(tokens(targetInput));
          expect(batch.targetTokens).toBe(tokens(targetOutput));
        }
      }),
    );
  });

  it('depend on seed and epoch only, in whatever order they are asked for', () => {
    const source = exampleBatches(varied, batching, SYMBOLS, 5);
    const positions = Array.from({ length: 3 * source.batchesPerEpoch }, (_, i) => i);
    const forward = positions.map(source.batch);
    const other = exampleBatches(varied, batching, SYMBOLS, 5);
    const backward = positions.toReversed().map(other.batch).toReversed();
    expect(backward).toEqual(forward);
    const first = forward.slice(0, source.batchesPerEpoch);
    expect(epoch(varied, batching, 6)).not.toEqual(first);
    expect(epoch(varied, batching, 5, 1)).not.toEqual(first);
  });

  it('leave out nothing where they evaluate, however long', () => {
    fc.assert(
      fc.property(lengthsUpTo(5 * LONGEST), (lengths) => {
        const batches = evaluationBatches(examplesOf(lengths), batching, SYMBOLS);
        expect(rising(batches.flatMap(members))).toEqual(lengths.map((_, i) => i));
        const all = batches.reduce((total, batch) => total + batch.targetTokens, 0);
        expect(all).toBe(lengths.reduce((total, [, target]) => total + target + 1, 0));
        const packed = batches.filter(({ packing }) => packing !== undefined).flatMap(members);
        const fits = lengths.flatMap((pair, i) => (Math.max(...pair) < LONGEST ? [i] : []));
        expect(rising(packed)).toEqual(batching.kind === 'packed' ? fits : []);
      }),
    );
  });
});

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

it('bucketed batches keep the order that committed results were made with', () => {
  const examples = examplesOf(Array.from({ length: 40 }, (_, i) => [1 + (i % 11), 3] as const));
  const epochs = [0, 1].map((number) => epoch(examples, BUCKETED, 1, number).map(members));
  expect(epochs).toEqual([FIRST, SECOND]);
});

it('a row begins with its sentence, and padding follows', () => {
  const [{ source, targetInput, targetOutput }] = epoch(
    [{ source: [100, 7], target: [8] }],
    BUCKETED,
  ) as [TokenBatch];
  expect([...source.subarray(0, 4)]).toEqual([100, 7, 3, 0]);
  expect([...targetInput.subarray(0, 4)]).toEqual([2, 8, 0, 0]);
  expect([...targetOutput.subarray(0, 4)]).toEqual([8, 3, 0, 0]);
});

it('packed batches number the places of a sentence from 0, and padding has segment 0', () => {
  fc.assert(
    fc.property(trainableLengths, (lengths) => {
      for (const { source, packing, length } of epoch(examplesOf(lengths), PACKED)) {
        const { segments, positions } = packing!.source;
        for (const [place, segment] of segments.entries()) {
          expect(segment === 0).toBe(source[place] === SYMBOLS.padId);
          const before = place % length === 0 ? 0 : segments[place - 1];
          const expected = segment === 0 || segment !== before ? 0 : positions[place - 1]! + 1;
          expect(positions[place]).toBe(expected);
        }
      }
    }),
  );
});

it('packing takes few more rows than the longer side would fill without a gap', () => {
  const lengths = Array.from({ length: 5000 }, (_, i): [number, number] => {
    const source = 3 + ((i * 7) % 18);
    return [source, source + (i % 3)];
  });
  const { rows } = packPairs(examplePairs(examplesOf(lengths)), 64, 1);
  const targetPositions = lengths.reduce((total, [, target]) => total + target + 1, 0);
  expect(rows / (targetPositions / 64)).toBeLessThan(1.02);
});

it('trainable leaves out what no batch has room for, and says how many', () => {
  const examples = examplesOf([
    [11, 1],
    [12, 1],
    [1, 12],
    [1, 1],
  ]);
  const { kept, tooLong } = trainable(examples, BUCKETED);
  expect(kept).toEqual([examples[0], examples[3]]);
  expect(tooLong).toBe(2);
});
