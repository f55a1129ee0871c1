import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TokenBatch } from '../model/batch.ts';
import { evaluationBatches, exampleBatches } from './batches.ts';
import type { Example } from './examples.ts';
import { examplePairs, type PackedBatching, packPairs } from './packing.ts';

const SYMBOLS = { padId: 0, unkId: 1, bosId: 2, eosId: 3 };
const BATCHING: PackedBatching = { kind: 'packed', rowLength: 12, rows: 3 };

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
    maxLength: 60,
  });

const trainableLengths = lengthsUpTo(BATCHING.rowLength - 1);

function epoch(examples: Example[], seed = 1, number = 0): TokenBatch[] {
  const { batchesPerEpoch, batch } = exampleBatches(examples, BATCHING, SYMBOLS, seed);
  return Array.from({ length: batchesPerEpoch }, (_, i) => batch(number * batchesPerEpoch + i));
}

/** The sentences that a batch's segments mark, by row and segment: [source, input, output]. */
function sentences({ rows, length, packing, ...batch }: TokenBatch): number[][][] {
  const found: number[][][] = [];
  for (let row = 0; row < rows; row++) {
    const places = Array.from({ length }, (_, i) => row * length + i);
    const of = (ids: Int32Array, segments: Int32Array, segment: number) =>
      places.filter((place) => segments[place] === segment).map((place) => ids[place]!);
    const { source, target } = packing!;
    const count = Math.max(...places.map((place) => source.segments[place]!));
    for (let segment = 1; segment <= count; segment++) {
      found.push([
        of(batch.source, source.segments, segment),
        of(batch.targetInput, target.segments, segment),
        of(batch.targetOutput, target.segments, segment),
      ]);
    }
  }
  return found;
}

const numberOf = ([source]: number[][]): number => source![0]! - 100;

describe('packed training batches', () => {
  it('have every pair exactly once an epoch, whole, with its control symbols', () => {
    fc.assert(
      fc.property(trainableLengths, fc.integer(), fc.nat(50), (lengths, seed, number) => {
        const examples = examplesOf(lengths);
        const seen = epoch(examples, seed, number).flatMap(sentences);
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

  it('number the places of a sentence from 0, and padding has segment 0', () => {
    fc.assert(
      fc.property(trainableLengths, (lengths) => {
        for (const { source, packing, length } of epoch(examplesOf(lengths))) {
          for (const [place, segment] of packing!.source.segments.entries()) {
            expect(segment === 0).toBe(source[place] === SYMBOLS.padId);
            const before = place % length === 0 ? 0 : packing!.source.segments[place - 1];
            const expected =
              segment === 0 || segment !== before ? 0 : packing!.source.positions[place - 1]! + 1;
            expect(packing!.source.positions[place]).toBe(expected);
          }
        }
      }),
    );
  });

  it('have one shape, and count the tokens that are not padding', () => {
    fc.assert(
      fc.property(trainableLengths, (lengths) => {
        for (const batch of epoch(examplesOf(lengths))) {
          expect([batch.rows, batch.length]).toEqual([BATCHING.rows, BATCHING.rowLength]);
          const tokens = (ids: Int32Array) => ids.filter((id) => id !== SYMBOLS.padId).length;
          expect(batch.sourceTokens).toBe(tokens(batch.source));
          expect(batch.targetTokens).toBe(tokens(batch.targetOutput));
        }
      }),
    );
  });

  const varied = examplesOf(Array.from({ length: 80 }, (_, i) => [1 + (i % 7), 1 + (i % 5)]));

  it('depend on seed and epoch only, in whatever order they are asked for', () => {
    const source = exampleBatches(varied, BATCHING, SYMBOLS, 5);
    const positions = Array.from({ length: 3 * source.batchesPerEpoch }, (_, i) => i);
    const forward = positions.map(source.batch);
    const other = exampleBatches(varied, BATCHING, SYMBOLS, 5);
    const backward = positions.toReversed().map(other.batch).toReversed();
    expect(backward).toEqual(forward);
    const batch = (seed: number, position: number) =>
      exampleBatches(varied, BATCHING, SYMBOLS, seed).batch(position);
    expect(batch(6, 0)).not.toEqual(forward[0]);
    expect(forward[source.batchesPerEpoch]).not.toEqual(forward[0]);
  });
});

it('takes few more rows than the longer side would fill without a gap', () => {
  const lengths = Array.from({ length: 5000 }, (_, i): [number, number] => {
    const source = 3 + ((i * 7) % 18);
    return [source, source + (i % 3)];
  });
  const { rows } = packPairs(examplePairs(examplesOf(lengths)), 64, 1);
  const targetPositions = lengths.reduce((total, [, target]) => total + target + 1, 0);
  expect(rows / (targetPositions / 64)).toBeLessThan(1.02);
});

it('evaluates every pair once, those longer than a row in rows of their own', () => {
  fc.assert(
    fc.property(lengthsUpTo(3 * BATCHING.rowLength), (lengths) => {
      const examples = examplesOf(lengths);
      const batches = evaluationBatches(examples, BATCHING, SYMBOLS);
      const packed = batches.filter(({ packing }) => packing !== undefined).flatMap(sentences);
      const alone = batches
        .filter(({ packing }) => packing === undefined)
        .flatMap(({ rows, length, source }) =>
          Array.from({ length: rows }, (_, row) => source[row * length]!),
        )
        .filter((id) => id !== SYMBOLS.padId)
        .map((id) => id - 100);
      const seen = [...packed.map(numberOf), ...alone].sort((a, b) => a - b);
      expect(seen).toEqual(lengths.map((_, i) => i));
      const fits = (i: number) => Math.max(...lengths[i]!) < BATCHING.rowLength;
      expect(packed.map(numberOf).every(fits)).toBe(true);
      expect(alone.some(fits)).toBe(false);
    }),
  );
});
