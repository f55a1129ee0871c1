import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../backend/start.ts';
import { normalFloats } from '../ops/philox.ts';
import { likeliestSuccessors } from './successors.ts';

const SENTENCES = 3;

type Successor = { parent: number; symbol: number; logProbability: number };

/** All successors of each sentence, the likeliest first, in plain arrays. */
function allSuccessors(
  logits: readonly (readonly number[])[],
  logProbabilities: readonly (readonly number[])[],
  forbidden: readonly number[],
): Successor[][] {
  return logProbabilities.map((beam, sentence) =>
    beam
      .flatMap((logProbability, parent) => {
        const row = logits[sentence * beam.length + parent]!;
        const sum = row.reduce((total, logit) => total + Math.exp(logit), 0);
        return row.map((logit, symbol) => ({
          parent,
          symbol,
          logProbability: forbidden.includes(symbol)
            ? Number.NEGATIVE_INFINITY
            : logProbability + logit - Math.log(sum),
        }));
      })
      .sort((a, b) => b.logProbability - a.logProbability || a.parent - b.parent),
  );
}

function found(
  logits: readonly (readonly number[])[],
  logProbabilities: readonly (readonly number[])[],
  forbidden: readonly number[],
): Successor[][] {
  const result = likeliestSuccessors(
    tf.tensor2d(logits as number[][]),
    tf.tensor2d(logProbabilities as number[][]),
    forbidden,
  );
  expect([result.parents.dtype, result.symbols.dtype]).toEqual(['int32', 'int32']);
  const parents = result.parents.arraySync();
  const symbols = result.symbols.arraySync();
  return result.logProbabilities.arraySync().map((row, sentence) =>
    row.map((logProbability, rank) => ({
      parent: parents[sentence]![rank]!,
      symbol: symbols[sentence]![rank]!,
      logProbability,
    })),
  );
}

describe.each(['tensorflow', 'wasm'] as const)('likeliestSuccessors on %s', (backend) => {
  beforeAll(async () => {
    await startBackend({ backend });
  });

  it.each([
    { vocabulary: 640, beamSize: 4, of: 'blocks of 32' },
    { vocabulary: 176, beamSize: 4, of: 'blocks of 16' },
    { vocabulary: 88, beamSize: 3, of: 'blocks of 8' },
    { vocabulary: 88, beamSize: 1, of: 'a beam of one' },
    { vocabulary: 101, beamSize: 4, of: 'a number of symbols without blocks' },
    { vocabulary: 16, beamSize: 12, of: 'half of the symbols' },
  ])('finds the likeliest of each sentence: $of', ({ vocabulary, beamSize }) => {
    const rows = SENTENCES * beamSize;
    // The forbidden ones are the likeliest of all, in two blocks.
    const forbidden = [0, 9];
    const logits = Array.from({ length: rows }, (_, row) =>
      Array.from(normalFloats(vocabulary, [3, row]), (value, symbol) =>
        forbidden.includes(symbol) ? 12 + value : 3 * value,
      ),
    );
    const beams = Array.from({ length: SENTENCES }, (_, sentence) =>
      Array.from(normalFloats(beamSize, [5, sentence]), (value) => -4 + value),
    );
    // A beam that is not full.
    beams[1]!.fill(Number.NEGATIVE_INFINITY, 1);
    const expected = allSuccessors(logits, beams, forbidden);
    for (const [sentence, successors] of found(logits, beams, forbidden).entries()) {
      expect(successors).toHaveLength(2 * beamSize);
      for (const [rank, { parent, symbol, logProbability }] of successors.entries()) {
        const { logProbability: value, ...names } = expected[sentence]![rank]!;
        if (value === Number.NEGATIVE_INFINITY) {
          expect(logProbability).toBe(value);
          continue;
        }
        expect({ parent, symbol }).toEqual({ parent: names.parent, symbol: names.symbol });
        expect(logProbability).toBeCloseTo(value, 4);
      }
    }
  });

  it('gives log-probabilities of symbols that are all but impossible', () => {
    const logits = [Array.from({ length: 64 }, (_, symbol) => -200 * symbol)];
    const [successors] = found(logits, [[-1]], [0]);
    expect(successors!.map(({ symbol, logProbability }) => [symbol, logProbability])).toEqual([
      [1, -201],
      [2, -401],
    ]);
  });

  it('takes the first where all are equally likely', () => {
    const logits = [new Array(320).fill(1), new Array(320).fill(1)];
    const [successors] = found(logits, [[-1, -1]], [0, 2]);
    expect(successors!.map(({ parent, symbol }) => [parent, symbol])).toEqual([
      [0, 1],
      [0, 3],
      [0, 4],
      [0, 5],
    ]);
  });
});
